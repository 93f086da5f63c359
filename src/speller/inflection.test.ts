import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { changesEndingOnly, changesNumberOnly, inflectionsOf, isInflection } from './inflection.ts'

describe('inflectionsOf', () => {
  it.each([
    ['shoe', ['shoes']],
    ['shoes', ['shoe', 'shoeses']],
    ['watch', ['watches', 'watchs']],
    ['watches', ['watch', 'watche', 'watcheses']],
    ['battery', ['batteries', 'batterys']],
    ['batteries', ['battery', 'batterie', 'batterieses']],
    ['toy', ['toys']],
    ['dress', ['dresses']],
    ['box', ['boxes', 'boxs']],
    ['ab', []],
    ['bus', ['buses']],
    ['12v', []],
    ['schuhe9', []],
    ['čaj', []],
  ])('of %j are %j', (term, forms) => {
    expect(inflectionsOf(term).sort()).toEqual([...forms].sort())
  })

  it('are words of letters, at least three, and never the term itself', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'aeshxyit'), maxLength: 7 }), (term) => {
        for (const form of inflectionsOf(term)) {
          expect(form).toMatch(/^[a-z]{3,}$/)
          expect(form).not.toBe(term)
        }
      }),
    )
  })
})

describe('isInflection', () => {
  it.each([
    ['shoe', 'shoes', true],
    ['battery', 'batteries', true],
    ['watch', 'watches', true],
    ['shoe', 'shoe', false],
    ['shoe', 'shirt', false],
    ['running', 'runing', false],
    ['dres', 'dress', false],
  ])('of %j and %j is %j, either way round', (a, b, expected) => {
    expect(isInflection(a, b)).toBe(expected)
    expect(isInflection(b, a)).toBe(expected)
  })
})

describe('isInflection of made-up words', () => {
  it('is true where one is among the forms of the other', () => {
    const ending = fc.constantFrom('', 's', 'es', 'ies', 'y', 'ch', 'ches', 'x', 'xes', 'ss')
    const word = fc.tuple(fc.stringMatching(/^[a-c]{0,4}$/), ending).map((parts) => parts.join(''))
    fc.assert(
      fc.property(word, word, (a, b) => {
        const either = a !== b && (inflectionsOf(a).includes(b) || inflectionsOf(b).includes(a))
        expect(isInflection(a, b)).toBe(either)
      }),
      { numRuns: 2000 },
    )
  })
})

describe('changesNumberOnly', () => {
  it.each([
    ['shoe', 'shoes', ['shoe', 'shoes'], true],
    ['shoes', 'shoe', ['shoe'], true],
    ['shoe', 'shoes', ['shoes'], false],
    ['adida', 'adidas', ['adidas'], false],
    ['shose', 'shoes', ['shoes'], false],
  ])('%j for %j, where %j are known: %j', (typed, intended, known, expected) => {
    expect(changesNumberOnly(typed, intended, (term) => known.includes(term))).toBe(expected)
  })
})

describe('changesEndingOnly', () => {
  const isKnown = (term: string) => ['verte', 'gartenlaube', 'rossa', 'orologi', 'zarowki'].includes(term)
  it.each([
    // known terms in another form, whichever is longer
    ['fr', 'verte', 'vert', true],
    ['fr', 'verte', 'vertes', true],
    ['de', 'gartenlaube', 'gartenlauben', true],
    ['it', 'rossa', 'rosso', true],
    ['it', 'orologi', 'orologio', true],
    ['pl', 'zarowki', 'zarowka', true],
    // unknown ones: the longer form only, since a last letter may be missing
    ['de', 'massagesteine', 'massagestein', true],
    ['de', 'massagestein', 'massagesteine', false],
    ['it', 'gialla', 'giallo', false],
    // but of languages that write compounds as one word alone
    ['fr', 'mouchoires', 'mouchoirs', false],
    // a letter that was hit twice
    ['de', 'lampenn', 'lampen', false],
    // no ending, another beginning, too short, the same
    ['de', 'gartenlaubx', 'gartenlaub', false],
    ['de', 'kartenlauben', 'gartenlaube', false],
    ['de', 'olen', 'ole', false],
    ['fr', 'verte', 'verte', false],
    // languages without a list
    ['en', 'verte', 'vert', false],
    [undefined, 'verte', 'vert', false],
  ])('%s: %s, read as %s: %s', (language, typed, intended, expected) => {
    expect(changesEndingOnly(typed, intended, language, isKnown)).toBe(expected)
  })
})
