import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { normalise } from '../../speller/normalise.ts'
import { isWholeAnswer, parseAnswer } from './parse-answer.ts'

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
    ['{"correction": "nike shoes"}', 'correction nike shoes'],
    ['', undefined],
    ['???', undefined],
    ['Correction:', undefined],
    ['The shopper probably meant the brand Nike, which this shop carries', undefined],
    ['<think>\nnikee may be nike\n</think>\n\nnike shoes', 'nike shoes'],
    ['nikee may be nike\n</think>\nnike shoes', 'nike shoes'],
    ['<think>\nnikee may be', undefined],
    ['<think></think>', undefined],
  ])('reads %j as %j', (text, expected) => expect(parseAnswer('nikee shose', { text })?.text).toBe(expected))

  it.each([
    ['{"correction": "nike shoes"}', 'nike shoes'],
    [' {\n  "correction": "Nike shoes\\nand more"\n} ', 'nike shoes'],
    ['{"correction": "nike shoes", "verdict": "buy"}', 'nike shoes'],
    ['nike shoes', 'nike shoes'],
    ['```json\n{"correction": "nike shoes"}\n```', 'nike shoes'],
    ['```\n{"correction": "nike shoes"}```', 'nike shoes'],
    ['{"correction": 3}', undefined],
    ['{"text": "nike shoes"}', undefined],
    ['["nike shoes"]', undefined],
    ['```json\nnike shoes\n```', undefined],
    ['{"correction": "nike shoes"', undefined],
    ['{"correction": ""}', undefined],
    ['null', 'null'],
    ['<think>\n{}\n</think>{"correction": "nike shoes"}', 'nike shoes'],
    ['<think>\nnikee', undefined],
  ])('reads %j, asked for as JSON, as %j', (text, expected) =>
    expect(parseAnswer('nikee shose', { text }, 'json')?.text).toBe(expected),
  )

  it('sums the log-probabilities of a whole object', () => {
    const answer = { text: '{"correction":\n"nike"}', tokens: tokens('{"correction":', '\n', '"nike"', '}') }
    expect(parseAnswer('nikee', answer, 'json')).toEqual({ text: 'nike', logProbability: -1 })
  })

  it('sums the log-probabilities of the first line only', () => {
    const text = ' nike shoes\nI chose'
    expect(parseAnswer('nikee', { text, tokens: tokens(' nike', ' shoes', '\n', 'I', ' chose') })).toEqual({
      text: 'nike shoes',
      logProbability: -0.75,
    })
  })

  it('takes thoughts for no part of an answer, whole or cut off', () => {
    const text = '<think>\nhm\n</think>\nnike'
    expect(parseAnswer('nikee', { text, tokens: tokens('<think>', '\nhm\n', '</think>', '\nnike') })).toEqual({
      text: 'nike',
    })
    expect(isWholeAnswer({ text: '<think>\nnikee may' })).toBe(false)
    expect(isWholeAnswer({ text: '<think>\nhm\n</think>\nnik' })).toBe(false)
    expect(isWholeAnswer({ text: '<think>\nhm\n</think>\nnike\nBecause' })).toBe(true)
  })

  it('gives no log-probability for a text that is not the whole answer', () => {
    expect(parseAnswer('nikee', { text: 'Query: nike', tokens: tokens('Query:', ' nike') })).toEqual({ text: 'nike' })
    expect(parseAnswer('nikee', { text: 'nike', tokens: [] })).toEqual({ text: 'nike' })
  })

  it('gives nothing or a normalised text of the answer, never empty and never much longer than the query', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 60 })
    fc.assert(
      fc.property(text.map(normalise), text, fc.constantFrom('line', 'json'), (query, written, form) => {
        fc.pre(query !== '')
        const got = parseAnswer(query, { text: written }, form)?.text
        if (got === undefined) return
        expect(got).not.toBe('')
        expect(normalise(written.trim().split(/[\n\r]/u, 1)[0]!)).toBe(got)
        expect([...got].length).toBeLessThanOrEqual(2 * [...query].length + 24)
      }),
    )
  })
})
