import { describe, expect, it } from 'vitest'
import { withoutForbidden } from './forbidden.ts'
import { parseQuery } from './normalise.ts'
import type { Candidate } from './types.ts'

const query = parseQuery('nikee runing shose')

/** A reading of each term. */
const candidate = (text: string): Candidate => {
  const terms = text.split(' ')
  return { text, readings: terms.map((term, i) => ({ from: i, to: i + 1, terms: [term], cost: 0 })), score: 0 }
}

const left = (shares: Record<string, number>) => {
  const all = Object.entries(shares).map(([text, probability]) => ({ candidate: candidate(text), probability }))
  const held = withoutForbidden(query, all, ({ text }) => /\bnike\b/.test(text))
  return Object.fromEntries(held.map(({ entry, probability }) => [entry.candidate.text, probability]))
}

describe('withoutForbidden', () => {
  it('gives what is forbidden to the reading that shares the most of its changes, and no others', () => {
    expect(
      left({
        'nike running shoes': 0.5,
        'nikee running shose': 0.125,
        'nikee running shoes': 0.125,
        'naked running shoes': 0.125,
        'nikee runing shose': 0.125,
      }),
    ).toEqual({
      'nikee running shose': 0.125,
      'nikee running shoes': 0.625,
      'naked running shoes': 0.125,
      'nikee runing shose': 0.125,
    })
  })

  it('gives it to the query as typed where nothing else shares a change', () => {
    expect(left({ 'nike runing shose': 0.5, 'nike running shose': 0.25, 'nikee runing shose': 0.25 })).toEqual({
      'nikee runing shose': 1,
    })
  })

  it('changes nothing where nothing is forbidden', () => {
    const shares = { 'nikee running shoes': 0.75, 'nikee runing shose': 0.25 }
    expect(left(shares)).toEqual(shares)
  })
})
