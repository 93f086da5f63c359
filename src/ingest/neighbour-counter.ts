import { sentenceStart } from '../speller/language-model.ts'
import type { BigramCount } from '../speller/types.ts'
import type { Listing } from './listing.ts'
import { createPairCounts } from './pair-counts.ts'
import { maxTitleTerms } from './phrase-counter.ts'
import type { DictionaryTerm, TermDictionary } from './term-dictionary.ts'
import type { TitleTerms } from './title-terms.ts'

// Numbers of what stands in a bigram: terms with digits are one class.
const start = 0
const withDigit = 1
const firstTerm = 2

/** In a table of 16 MiB. */
const mostHeld = 700_000
const mostListed = 1 << 22

export interface NeighbourOptions {
  /** Different neighbours that are held in memory. */
  readonly held?: number | undefined
  readonly spillDir?: string | undefined
}

export interface NeighbourCounter {
  /** The terms of one title, in order. */
  add(terms: TitleTerms): void
  /** To be called once; nothing is added afterwards. */
  list(): Listing<BigramCount>
  /** Lets go of all of them. */
  close(): void
}

/** Counts neighbouring terms, and the first term of a title behind its start. Of more than four million the rarest are left out. */
export function createNeighbourCounter(
  dictionary: TermDictionary,
  { held = mostHeld, spillDir }: NeighbourOptions = {},
): NeighbourCounter {
  const counts = createPairCounts({ held, spillDir })
  /** A term with a digit, of which all have the same name in bigrams. */
  let digits: DictionaryTerm | undefined

  const nameOf = (number: number) =>
    number === start ? sentenceStart : (number === withDigit ? digits! : dictionary.at(number - firstTerm)).bigramTerm

  return {
    add({ terms, length: all }) {
      let before = start
      const length = Math.min(all, maxTitleTerms)
      for (let i = 0; i < length; i++) {
        const term = terms[i]!
        if (term.hasDigit) digits = term
        const number = term.hasDigit ? withDigit : term.id + firstTerm
        counts.add(before, number)
        before = number
      }
    },
    list: () => counts.list({ most: mostListed, formOf: (a, b) => `${nameOf(a)} ${nameOf(b)}` }),
    close: () => counts.close(),
  }
}
