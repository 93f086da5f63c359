import { producibleZipf, termsPerTitle } from './language-model.ts'
import { minSpellingLength, type ReadingFacts } from './readings.ts'
import type { Query, Reading } from './types.ts'

const alphabet = [...'abcdefghijklmnopqrstuvwxyz']
const isOfLetters = (term: string) => /^[a-z]+$/.test(term)

/** Every form of letters from a to z that is one edit away from such a term: a letter more, less or another, or two neighbours swapped. */
export function oneEditAway(term: string): Set<string> {
  const forms = new Set<string>()
  for (let at = 0; at <= term.length; at++) {
    const before = term.slice(0, at)
    const after = term.slice(at)
    for (const letter of alphabet) forms.add(before + letter + after)
    if (after === '') continue
    const rest = after.slice(1)
    for (const letter of alphabet) forms.add(before + letter + rest)
    forms.add(before + rest)
    if (rest !== '') forms.add(before + rest[0]! + after[0]! + rest.slice(1))
  }
  forms.delete(term)
  return forms
}

/** A lone term of fewer letters is as often a name ("boox"), and nothing beside it says what is meant. */
const minLoneLength = 5

/** Words as common say nothing of what is wanted, and are rarely misspelled: "nusz" is no "nasz". */
const functionWordZipf = 5.5

/** Most readings of one term. */
const maxWords = 3

/** Dearer ones, in nats, are not meant. */
const maxCost = 12

export interface LanguageFacts extends Pick<ReadingFacts, 'isKnown' | 'spellingCost'> {
  /** Zipf scale, see Background. */
  zipf(term: string): number
  /** Titles in the catalog. */
  readonly products: number
}

/**
 * Readings of one unknown term as words of the language that are one edit away, likeliest first: a small catalog lacks words that people
 * ask it for all the same, and "lattace" is no "lettuce". The cost holds what speaks against a word in that no title has it: as many
 * nats as titles like these would have it if they were any text, by Poisson's distribution.
 */
export function languageReadings(query: Query, position: number, facts: LanguageFacts): Reading[] {
  const typed = query.terms[position]!.text
  const shortest = query.terms.length === 1 ? minLoneLength : minSpellingLength + 1
  if (typed.length < shortest || !isOfLetters(typed) || facts.isKnown(typed)) return []
  return [...oneEditAway(typed)]
    .flatMap((word) => {
      const zipf = facts.zipf(word)
      if (zipf < producibleZipf || zipf >= functionWordZipf) return []
      const expected = facts.products * termsPerTitle * 10 ** (zipf - 9)
      const cost = facts.spellingCost(word, typed) + expected
      return cost > maxCost ? [] : [{ word, cost, rank: cost - Math.LN10 * zipf }]
    })
    .sort((a, b) => a.rank - b.rank)
    .slice(0, maxWords)
    .map(({ word, cost }) => ({ from: position, to: position + 1, terms: [word], cost }))
}
