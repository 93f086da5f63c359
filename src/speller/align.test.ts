import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { align } from './align.ts'
import type { ChannelTable } from './channel.ts'
import { editsOf } from './edits.ts'
import { parseQuery } from './normalise.ts'

const channel: ChannelTable = {
  substitution: {},
  deletion: {},
  insertion: {},
  transposition: {},
  unseen: 2,
  firstLetter: 1,
}
const explain = (raw: string, text: string) =>
  align(parseQuery(raw), text, channel)?.map(({ from, to, terms, cost }) => [from, to, terms.join(' '), cost])

describe('align', () => {
  it.each([
    [
      'nikee shoes',
      'nike shoes',
      [
        [0, 1, 'nike', 2],
        [1, 2, 'shoes', 0],
      ],
    ],
    [
      'lipbalm red',
      'lip balm red',
      [
        [0, 1, 'lip balm', 5],
        [1, 2, 'red', 0],
      ],
    ],
    [
      'dish washer tabs',
      'dishwasher tabs',
      [
        [0, 2, 'dishwasher', 5],
        [2, 3, 'tabs', 0],
      ],
    ],
    ['redb ull', 'red bull', [[0, 2, 'red bull', 5]]],
    ['onetwothree', 'one two three', [[0, 1, 'one two three', 10]]],
    ['a b c d', 'abcd', [[0, 4, 'abcd', 15]]],
    ['', '', []],
  ])('explains %j as %j', (raw, text, readings) => {
    expect(explain(raw, text)).toEqual(readings)
  })

  it.each([
    ['nike', ''],
    ['', 'nike'],
    ['nike', 'a b c d e'],
    ['a b c d e', 'nike'],
    ['nike', Array.from({ length: 400 }, () => 'ignore').join(' ')],
  ])('explains nothing where %j cannot be paired with %j', (raw, text) => {
    expect(explain(raw, text)).toBeUndefined()
  })

  const terms = fc.array(fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 1, maxLength: 5 }), {
    maxLength: 6,
  })

  it('covers query and text without gap or overlap, whatever they are', () => {
    fc.assert(
      fc.property(terms, terms, (typed, intended) => {
        const query = parseQuery(typed.join(' '))
        const readings = align(query, intended.join(' '), channel)
        if (!readings) return
        let at = 0
        for (const reading of readings) {
          expect(reading.from).toBe(at)
          expect(reading.to).toBeGreaterThan(at)
          expect(reading.terms.length).toBeGreaterThan(0)
          expect(reading.cost).toBeGreaterThanOrEqual(0)
          at = reading.to
        }
        expect(at).toBe(typed.length)
        expect(readings.flatMap((reading) => reading.terms)).toEqual(intended)
      }),
      { numRuns: 500 },
    )
  })

  it('explains texts of as many terms always, and the query itself at no cost and without edits', () => {
    fc.assert(
      fc.property(terms, fc.infiniteStream(fc.constantFrom('a', 'bc', 'cab')), (typed, stream) => {
        const query = parseQuery(typed.join(' '))
        expect(align(query, [...stream.take(typed.length)].join(' '), channel)).toBeDefined()
        const own = align(query, query.text, channel)!
        expect(own.reduce((sum, reading) => sum + reading.cost, 0)).toBe(0)
        expect(editsOf(query, own)).toEqual([])
      }),
    )
  })
})
