import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { osaDistance } from './edit-distance.ts'
import { languageReadings, oneEditAway } from './language-words.ts'
import { parseQuery } from './normalise.ts'

const word = fc.stringMatching(/^[a-e]{1,7}$/)

describe('oneEditAway', () => {
  it('is every form one edit away, and no other', () => {
    fc.assert(
      fc.property(word, word, (term, other) => {
        expect(oneEditAway(term).has(other)).toBe(osaDistance(term, other, 2) === 1)
      }),
      { numRuns: 500, examples: [['aab', 'aba'], ['ab', 'b'], ['aa', 'a']] }, // prettier-ignore
    )
  })

  it('has the forms of one letter', () => {
    const forms = oneEditAway('a')
    expect(forms.size).toBe(1 + 25 + 51)
    expect([...forms].every((form) => osaDistance('a', form, 2) === 1)).toBe(true)
  })
})

const zipfs: Record<string, number> = { lattice: 3.4, lettuce: 3.9, steel: 4.5, steal: 4.1, stele: 2.4, stell: 1.5 }
const factsOf = (products: number) => ({
  zipf: (term: string) => zipfs[term] ?? 0,
  isKnown: (term: string) => term === 'shed' || (zipfs[term] ?? 0) >= 3,
  spellingCost: (intended: string) => (intended === 'steal' ? 7 : 4),
  products,
})
const readings = (raw: string, position: number, products = 100) =>
  languageReadings(parseQuery(raw), position, factsOf(products)).map(({ terms, cost }) => [
    terms[0],
    Math.round(cost * 1000) / 1000,
  ])

describe('languageReadings', () => {
  it('reads an unknown term as the words of the language that are one edit away, likeliest first', () => {
    expect(readings('wood lattace', 1)).toEqual([['lattice', 4.002]])
    expect(readings('stell post', 0)).toEqual([
      ['steel', 4.025],
      ['steal', 7.01],
    ])
  })

  it('takes as many nats against a word as titles would have it by chance', () => {
    // 8 terms a title, 10^(3.4 - 9) of them: expected 0.201 times in 10,000 titles, 4.02 times in 200,000
    expect(readings('wood lattace', 1, 10_000)).toEqual([['lattice', 4.201]])
    expect(readings('wood lattace', 1, 200_000)).toEqual([['lattice', 8.019]])
    expect(readings('wood lattace', 1, 500_000)).toEqual([])
  })

  it.each(['wood lattice', 'wood shed', 'wood lattace4', 'wood stl', 'wood lattaaace'])(
    'has none where the last term of "%s" is known, short, not of letters, or farther away',
    (raw) => {
      expect(readings(raw, 1)).toEqual([])
    },
  )
})

describe('languageReadings of a lone term', () => {
  it('has none where that has four letters or fewer, as names have', () => {
    const facts = { ...factsOf(100), zipf: (term: string) => (term === 'box' || term === 'boxer' ? 4 : 0) }
    const of = (raw: string) => languageReadings(parseQuery(raw), 0, facts).map(({ terms }) => terms[0])
    expect([of('boox'), of('boox set'), of('boxxer')]).toEqual([[], ['box'], ['boxer']])
  })
})
