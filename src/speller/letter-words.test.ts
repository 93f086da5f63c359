import { describe, expect, it } from 'vitest'
import { letterWordReadings, letterWordsOf } from './letter-words.ts'
import { parseQuery } from './normalise.ts'

const counts: Readonly<Record<string, number>> = {
  'p trap': 2,
  'x acto': 1,
  'z wave': 16,
  zwave: 1,
  't bar': 23,
  'vitamin c': 5,
  'vitamin d': 4,
  'bracket t': 9,
}
const read = (raw: string, products = 60_000) =>
  letterWordReadings(parseQuery(raw), { count: (form) => counts[form] ?? 0, products })
const formsOf = (term: string) => letterWordsOf(term, 60_000).map(({ form }) => form)

describe('letterWordsOf', () => {
  it('parts the first letter and the last', () => {
    expect(formsOf('ptrap')).toEqual(['p trap', 'ptra p'])
    expect(formsOf('écran')).toEqual(['é cran', 'écra n'])
  })

  it('takes a plural, and a letter typed twice, for no letter of its own', () => {
    expect(formsOf('traps')).toEqual(['t raps'])
    expect(formsOf('brackett')).toEqual(['b rackett'])
  })

  it.each(['tbar', '4trap', 'p-trap', ''])('has none of "%s"', (term) => expect(formsOf(term)).toEqual([]))
})

describe('letterWordReadings', () => {
  it('reads a term as the letter and the word that titles write apart', () => {
    expect(read('pvc ptrap')).toEqual([{ from: 1, to: 2, terms: ['p', 'trap'], cost: 2 }])
    expect(read('vitaminc')).toEqual([{ from: 0, to: 1, terms: ['vitamin', 'c'], cost: 2 }])
  })

  it('leaves alone what a title has, or what too few of them write so', () => {
    expect(read('zwave xacto shelf vitamind brackett')).toEqual([])
  })

  it('takes fewer titles of a smaller catalog', () => {
    const terms = (products: number) => read('xacto vitamind', products).map((reading) => reading.terms.join(' '))
    expect(terms(50_000)).toEqual(['x acto'])
    expect(terms(48_000)).toEqual(['x acto', 'vitamin d'])
    expect(terms(0)).toEqual(['x acto', 'vitamin d'])
  })
})
