import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { normalise } from '../../speller/normalise.ts'
import { parseAnswer } from './parse-answer.ts'

const tokens = (...texts: string[]) => texts.map((text) => ({ text, logProbability: -0.25 }))

describe('parseAnswer', () => {
  it.each([
    [' nike shoes\nBecause the brand', 'nike shoes'],
    ['\n\n  Nike Shoes  ', 'nike shoes'],
    ['"nike shoes"', 'nike shoes'],
    ['“nike shoes”.', 'nike shoes'],
    ['Correction: nike shoes', 'nike shoes'],
    ['correction:\nQuery: nike shoes', 'nike shoes'],
    ['**nike shoes**', 'nike shoes'],
    ['correction tape', 'correction tape'],
    ['', 'nikee shose'],
    ['???', 'nikee shose'],
    ['Correction:', 'nikee shose'],
    ['The shopper probably meant the brand Nike, which this shop carries', 'nikee shose'],
  ])('reads %j as %j', (text, expected) => expect(parseAnswer('nikee shose', { text }).text).toBe(expected))

  it('sums the log-probabilities of the first line only', () => {
    const text = ' nike shoes\nI chose'
    expect(parseAnswer('nikee', { text, tokens: tokens(' nike', ' shoes', '\n', 'I', ' chose') })).toEqual({
      text: 'nike shoes',
      logProbability: -0.75,
    })
  })

  it('gives no log-probability for a text that is not the whole answer', () => {
    expect(parseAnswer('nikee', { text: '', tokens: tokens('') })).toEqual({ text: 'nikee' })
    expect(parseAnswer('nikee', { text: 'Query: nike', tokens: tokens('Query:', ' nike') })).toEqual({ text: 'nike' })
    expect(parseAnswer('nikee', { text: 'nike', tokens: [] })).toEqual({ text: 'nike' })
  })

  it('always gives a normalised text, never empty and never much longer than the query', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 60 })
    fc.assert(
      fc.property(text.map(normalise), text, (query, written) => {
        fc.pre(query !== '')
        const got = parseAnswer(query, { text: written }).text
        expect(got).not.toBe('')
        expect([query, normalise(written.trim().split(/[\n\r]/u, 1)[0]!)]).toContain(got)
        expect([...got].length).toBeLessThanOrEqual(2 * [...query].length + 24)
      }),
    )
  })
})
