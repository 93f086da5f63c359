import { describe, expect, it } from 'vitest'
import { elidedStart, elidedTerm } from './elision.ts'
import { parseQuery } from './normalise.ts'

describe('elidedTerm', () => {
  it.each([
    ["l'huile", 'fr', 'huile'],
    ['L’Œuf', 'fr-CA', 'oeuf'],
    ["qu'été", 'fr', 'ete'],
    ['l´huile', 'fr', 'huile'],
    ["dell'olio", 'it', 'olio'],
    ["l'oli", 'ca', 'oli'],
    ['huile', 'fr', undefined],
    ["aujourd'hui", 'fr', undefined],
    ["t'shirt", 'en', undefined],
    ["l'huile", undefined, undefined],
  ])('%j in %s is %j', (raw, locale, rest) => {
    const query = parseQuery(raw)
    expect(elidedTerm(query, query.terms[0]!, locale)).toBe(rest)
  })
})

describe('elidedStart', () => {
  it.each([
    ["l'hiule", 'huile', 'fr', 2],
    ["qu'étee", 'ete', 'fr', 3],
    ["l'hiule", 'huile', 'fr-CA', 2],
    // what looks elided belongs to the word
    ["l'amapdaire", 'lampadaire', 'fr', 0],
    ['hiule', 'huile', 'fr', 0],
    ["l'hiule", 'huile', 'en', 0],
    ["l'hiule", 'huile', undefined, 0],
  ])('of %j, meant as %j, in %s is %i', (typed, intended, locale, start) => {
    expect(elidedStart(typed, intended, locale)).toBe(start)
  })
})
