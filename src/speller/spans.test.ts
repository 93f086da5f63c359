import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseQuery } from './normalise.ts'
import { maxSpanTerms, otherSpansOf, spansOf } from './spans.ts'

describe('spansOf', () => {
  it('lists the windows of 1 to 4 terms, shorter ones first', () => {
    expect(spansOf(parseQuery('a B c d e')).map((span) => span.text)).toEqual([
      'a',
      'b',
      'c',
      'd',
      'e',
      'a b',
      'b c',
      'c d',
      'd e',
      'a b c',
      'b c d',
      'c d e',
      'a b c d',
      'b c d e',
    ])
  })

  it('never reaches over a frozen term', () => {
    expect(spansOf(parseQuery('red iphone 15 blue case'))).toEqual([
      { from: 0, to: 1, text: 'red' },
      { from: 1, to: 2, text: 'iphone' },
      { from: 3, to: 4, text: 'blue' },
      { from: 4, to: 5, text: 'case' },
      { from: 0, to: 2, text: 'red iphone' },
      { from: 3, to: 5, text: 'blue case' },
    ])
  })

  it('is empty where every term is frozen, and for an empty query', () => {
    expect(spansOf(parseQuery('15 16'))).toEqual([])
    expect(spansOf(parseQuery(''))).toEqual([])
  })

  it('names each window of several terms once with otherSpansOf, but for those of frozen terms alone', () => {
    expect(otherSpansOf(parseQuery('one two three four'))).toEqual([])
    expect(otherSpansOf(parseQuery('a b c d e f')).map(({ text }) => text)).toEqual([
      'a b c d e',
      'b c d e f',
      'a b c d e f',
    ])
    expect(otherSpansOf(parseQuery('forever 21 22 shoes')).map(({ text }) => text)).toEqual([
      'forever 21',
      '22 shoes',
      'forever 21 22',
      '21 22 shoes',
      'forever 21 22 shoes',
    ])
  })

  it('names each window once, and exactly the terms between its ends', () => {
    const queries = fc.array(fc.constantFrom('nike', '15', 'shoes', 'x1', 'red'), { maxLength: 9 })
    fc.assert(
      fc.property(queries, (terms) => {
        const spans = spansOf(parseQuery(terms.join(' ')))
        expect(new Set(spans.map((span) => `${span.from}-${span.to}`)).size).toBe(spans.length)
        expect(spans.length).toBeLessThanOrEqual(maxSpanTerms * terms.length)
        for (const span of spans) {
          expect(span.text).toBe(terms.slice(span.from, span.to).join(' '))
          expect(span.text).not.toMatch(/\d/)
        }
      }),
    )
  })
})
