import { describe, expect, it } from 'vitest'
import type { TermCounts } from './language-model.ts'
import { changesMissingWords, readsMissingWords } from './missing-words.ts'
import { parseQuery } from './normalise.ts'
import type { Hit, Reading } from './types.ts'

const counted = (products: number, own: Readonly<Record<string, number>> = {}): TermCounts => ({
  products,
  count: (form) => own[form] ?? 0,
  zipf: (term) => ({ pots: 4, plant: 4.6, tomy: 2.2 })[term] ?? 0,
})
const read = (typed: string, ...terms: readonly string[]) => ({
  query: parseQuery(typed),
  readings: terms.map((to, from): Reading => ({ from, to: from + 1, terms: to.split(' '), cost: 1 })),
})

describe('changesMissingWords', () => {
  // of 8 terms a title, and of a word as common as one in 100,000: 12,500 titles hold it once
  it.each<[string, number, Readonly<Record<string, number>>, boolean]>([
    ['a common word that a small catalog lacks', 12_000, {}, true],
    ['one that so many titles should hold', 13_000, {}, false],
    ['one that the catalog has', 12_000, { pots: 1 }, false],
  ])('%s', (_, products, own, expected) => {
    const { query, readings } = read('plant pots', 'plant', 'pods')
    expect(changesMissingWords(query, readings, counted(products, own))).toBe(expected)
  })

  it('says nothing of words that are not common, nor of those that stay', () => {
    const rare = read('tomy toy', 'tommy', 'toy')
    expect(changesMissingWords(rare.query, rare.readings, counted(400))).toBe(false)
    const stays = read('pots toyy', 'pots', 'toy')
    expect(changesMissingWords(stays.query, stays.readings, counted(400))).toBe(false)
  })
})

describe('readsMissingWords', () => {
  it('is false of a query that is asked often, whatever titles say', () => {
    const { query, readings } = read('bth toys', 'bath', 'toys')
    const hit: Hit = { name: { text: 'Bath toys', form: 'bath toys', kind: 'query', count: 40 }, edits: 1, score: 0.5 }
    expect(readsMissingWords(query, readings, { counts: counted(400), hits: [[], [hit]] })).toBe(false)
    expect(readsMissingWords(query, readings, { counts: counted(400), hits: [[]] })).toBe(true)
  })

  it.each([
    ['plant pods', 'plant', 'pots', true],
    ['plant pods', 'plants', 'pods', false],
    ['plant pods', 'plant', 'pods', false],
    ['plantpots set', 'plants pots', 'set', true],
  ])('"%s" read as "%s %s": %s', (typed, first, second, expected) => {
    const { query, readings } = read(typed, first, second)
    expect(readsMissingWords(query, readings, { counts: counted(400, { plants: 2 }), hits: [] })).toBe(expected)
  })
})
