import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { inflectionsOf } from '../speller/inflection.ts'
import { foldPlural, searchTerms } from './search-terms.ts'

describe('foldPlural', () => {
  it.each([
    ['shelf', 'shelves'],
    ['bookshelf', 'bookshelves'],
    ['knife', 'knives'],
    ['valve', 'valves'],
    ['battery', 'batteries'],
    ['movie', 'movies'],
    ['tie', 'ties'],
    ['box', 'boxes'],
    ['watch', 'watches'],
    ['glass', 'glasses'],
    ['hose', 'hoses'],
    ['axe', 'axes'],
    ['bus', 'buses'],
    ['shoe', 'shoes'],
    ['potato', 'potatoes'],
    ['toy', 'toys'],
    ['door', 'doors'],
  ])('gives %j and %j one form', (singular, plural) => {
    expect(foldPlural(plural)).toBe(foldPlural(singular))
  })

  it.each([
    ['shelf', 'shelve'],
    ['glass', 'glas'],
    ['door', 'dore'],
    ['leaf', 'lea'],
  ])('keeps %j and %j apart', (a, b) => {
    expect(foldPlural(a)).not.toBe(foldPlural(b))
  })

  it.each(['gas', '12s', 'čajes', '4x4s', ''])('leaves %j as it is', (term) => {
    expect(foldPlural(term)).toBe(term)
  })

  it('brings the regular plural of any singular to the same form', () => {
    const singular = fc
      .string({ unit: fc.constantFrom(...'acehioqstuxyz'), minLength: 3, maxLength: 8 })
      .filter((term) => !/[^su]s$|u$/.test(term))
    fc.assert(
      fc.property(singular, (term) => {
        expect(foldPlural(inflectionsOf(term)[0]!)).toBe(foldPlural(term))
      }),
    )
  })
})

describe('searchTerms', () => {
  it('normalises and folds, in the order of the text', () => {
    expect(searchTerms('  Wall-Shelves, 2x4 Döors ')).toEqual(['wall', 'shelf', '2x4', 'door'])
    expect(searchTerms(' - ')).toEqual([])
  })
})
