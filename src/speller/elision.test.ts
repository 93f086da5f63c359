import { describe, expect, it } from 'vitest'
import { elidedTerm } from './elision.ts'
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
