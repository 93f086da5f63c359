import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { channelCost, type ChannelTable } from './channel.ts'
import { osaDistance } from './edit-distance.ts'

const flat: ChannelTable = {
  substitution: {},
  deletion: {},
  insertion: {},
  transposition: {},
  unseen: 1,
  firstLetter: 0,
}
const learned = JSON.parse(readFileSync(new URL('../../models/channel.json', import.meta.url), 'utf8')) as ChannelTable
const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'é', '😀'), maxLength: 8 })

describe('channelCost', () => {
  it('is the edit distance where every edit costs 1', () => {
    fc.assert(
      fc.property(word, word, (intended, typed) => {
        expect(channelCost(flat, intended, typed)).toBe(osaDistance(intended, typed, 99))
      }),
      { numRuns: 500 },
    )
  })

  it('is 0 for equal forms and above 0 for others, with the learned costs', () => {
    fc.assert(
      fc.property(word, word, (intended, typed) => {
        const cost = channelCost(learned, intended, typed)
        expect(Number.isFinite(cost)).toBe(true)
        if (intended === typed) expect(cost).toBe(0)
        else expect(cost).toBeGreaterThan(0)
      }),
    )
  })

  it.each([
    ['substitution', { substitution: { ai: 2 } }, 'cab', 'cib', 2],
    ['deletion', { deletion: { ca: 3 } }, 'cab', 'cb', 3],
    ['deletion at the start', { deletion: { '^c': 3 } }, 'cab', 'ab', 3],
    ['insertion', { insertion: { ax: 4 } }, 'cab', 'caxb', 4],
    ['insertion at the start', { insertion: { '^x': 4 } }, 'cab', 'xcab', 4],
    ['insertion at the end', { insertion: { bx: 4 } }, 'cab', 'cabx', 4],
    ['transposition', { transposition: { ab: 5 } }, 'cab', 'cba', 5],
    ['a letter that is not of a to z', { substitution: { '**': 6 } }, 'cаb', 'cбb', 6],
    ['an edit that nobody has seen', {}, 'cab', 'czb', 10],
  ])('reads the cost of a %s', (_, tables, intended, typed, cost) => {
    expect(channelCost({ ...flat, unseen: 10, ...tables }, intended, typed)).toBe(cost)
  })

  it('adds the cost of a wrong first letter once', () => {
    const table = { ...flat, firstLetter: 7 }
    expect(channelCost(table, 'cab', 'dab')).toBe(8)
    expect(channelCost(table, 'cab', 'ab')).toBe(8)
    expect(channelCost(table, 'cab', 'cad')).toBe(1)
  })

  it('prefers one swap to two substitutions, and the likelier explanation to the shorter', () => {
    expect(channelCost({ ...flat, transposition: { es: 1.5 } }, 'shoes', 'shose')).toBe(1.5)
    const cheap = { ...flat, unseen: 9, deletion: { ab: 1 }, insertion: { ax: 1 } }
    expect(channelCost(cheap, 'ab', 'ax')).toBe(2)
  })

  it('finds a doubled letter likelier than a foreign one, with the learned costs', () => {
    expect(channelCost(learned, 'nike', 'nikee')).toBeLessThan(channelCost(learned, 'nike', 'nikeq'))
    expect(channelCost(learned, 'receive', 'recieve')).toBeLessThan(channelCost(learned, 'receive', 'recqxve'))
  })
})
