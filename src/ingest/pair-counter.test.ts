import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isSocial, pairForm } from '../speller/company.ts'
import { createPairCounter } from './pair-counter.ts'
import { createTermDictionary } from './term-dictionary.ts'
import { termsOf } from './testing/terms-of.ts'

const term = fc.constantFrom('drill', 'bit', 'set', 'hammer', 'red', 'x', '18v', 'the')

/** The same by plain maps. */
function byHand(titles: readonly (readonly string[])[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const title of titles) {
    const terms = [...new Set(title.filter((text) => isSocial(text) && text !== 'the'))].slice(0, 14)
    for (let i = 0; i < terms.length; i++)
      for (let j = 0; j < i; j++) {
        const form = pairForm(terms[i]!, terms[j]!)
        counts.set(form, (counts.get(form) ?? 0) + 1)
      }
  }
  return counts
}

const collect = (titles: readonly (readonly string[])[], products = titles.length, held?: number) => {
  const dictionary = createTermDictionary()
  const counter = createPairCounter(dictionary, { held })
  for (const title of titles) counter.add(termsOf(title, dictionary))
  const found = new Map(Array.from(counter.list(products), ({ form, count }) => [form, count]))
  counter.close()
  return found
}

describe('createPairCounter', () => {
  it('counts the titles that hold both terms, once a title, as plain maps do, however few are held in memory', () => {
    const held = fc.option(fc.integer({ min: 1, max: 9 }), { nil: undefined })
    fc.assert(
      fc.property(fc.array(fc.array(term, { maxLength: 8 }), { maxLength: 40 }), held, (titles, inMemory) => {
        // so many products that no pair is rarer than chance
        const wanted = [...byHand(titles)].filter(([, count]) => count >= 2)
        expect(collect(titles, 1e6, inMemory)).toEqual(new Map(wanted))
      }),
    )
  })

  it('leaves out what one title alone holds, and what meets far less often than by chance', () => {
    const often = Array.from({ length: 40 }, () => ['drill', 'bit'])
    const apart = Array.from({ length: 40 }, () => ['hammer', 'red'])
    const seldom = [
      ['bit', 'hammer'],
      ['hammer', 'bit'],
      ['red', 'drill'],
    ]
    expect([...collect([...often, ...apart, ...seldom]).keys()].sort()).toEqual(['bit&drill', 'hammer&red'])
  })

  it('pairs the first 14 terms of a long title', () => {
    const title = Array.from({ length: 20 }, (_, i) => `word${String.fromCharCode(97 + i)}`)
    const pairs = collect([title, title], 1e6)
    expect(pairs.size).toBe((14 * 13) / 2)
    expect([...pairs.keys()].every((form) => form.split('&').every((text) => title.slice(0, 14).includes(text)))).toBe(
      true,
    )
  })

  it('keeps its counts while its table grows', () => {
    const titles = Array.from({ length: 3000 }, (_, i) =>
      Array.from({ length: 12 }, (_, t) => `t${String.fromCharCode(97 + t)}${'abcdefghij'[i % 10]}${'abc'[i % 3]}`),
    )
    expect(collect([...titles, ...titles], 1e9)).toEqual(byHand([...titles, ...titles]))
  })
})
