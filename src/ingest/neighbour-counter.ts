import { lmTerm, sentenceStart } from '../speller/language-model.ts'
import type { BigramCount } from '../speller/types.ts'
import type { Listing } from './listing.ts'
import { PairCounts } from './pair-counts.ts'
import { maxCountedTerms } from './phrase-counter.ts'
import type { TermDictionary } from './term-dictionary.ts'
import { hasDigit, idWord, type CountedTerms, termWidth, traitsWord } from './title-terms.ts'

// Numbers of what stands in a bigram: terms with digits are one class.
const start = 0
const withDigit = 1
const firstTerm = 2
/** Of all terms with a digit. */
const digits = lmTerm('0')

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
  add(terms: CountedTerms): void
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
  const counts = new PairCounts({ held, spillDir })
  const pairs = new Int32Array(2 * maxCountedTerms)

  const nameOf = (number: number) =>
    number === start ? sentenceStart : number === withDigit ? digits : dictionary.at(number - firstTerm).bigramTerm

  return {
    add(title) {
      const { records } = title
      let before = start
      const length = Math.min(title.length, maxCountedTerms)
      for (let i = 0; i < length; i++) {
        const at = i * termWidth
        const isDigit = (records[at + traitsWord]! & hasDigit) !== 0
        const number = isDigit ? withDigit : records[at + idWord]! + firstTerm
        pairs[i * 2] = before
        pairs[i * 2 + 1] = number
        before = number
      }
      counts.add(pairs, length)
    },
    list: () => counts.list({ most: mostListed, formOf: (a, b) => nameOf(a) + ' ' + nameOf(b) }),
    close: () => counts.close(),
  }
}
