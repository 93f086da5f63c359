import { sentenceStart } from '../speller/language-model.ts'
import type { BigramCount } from '../speller/types.ts'
import type { Listing } from './listing.ts'
import { createPairTable, keyWords } from './pair-table.ts'
import { maxTitleTerms } from './phrase-counter.ts'
import type { DictionaryTerm, TermDictionary } from './term-dictionary.ts'
import type { TitleTerms } from './title-terms.ts'

const width = keyWords + 1
// Numbers of what stands in a bigram: terms with digits are one class.
const start = 0
const withDigit = 1
const firstTerm = 2

/** Past this many different ones the rarest are forgotten: 20 to 25 bytes each while they are counted, and several times that as texts. */
const mostNeighbours = 1 << 22

export interface NeighbourCounter {
  /** The terms of one title, in order. */
  add(terms: TitleTerms): void
  /** In the order in which they came first. Nothing is added afterwards. */
  list(): Listing<BigramCount>
  /** Lets go of all of them. */
  close(): void
}

/**
 * Counts neighbouring terms, and the first term of a title behind its start. Memory is bounded by lossy counting, as that of
 * phrases is: in a feed of millions the count of a rare pair may be low, or missing.
 */
export function createNeighbourCounter(dictionary: TermDictionary, limit = mostNeighbours): NeighbourCounter {
  let table = createPairTable(width)
  /** A term with a digit, of which all have the same name in bigrams. */
  let digits: DictionaryTerm | undefined

  const nameOf = (number: number) =>
    number === start ? sentenceStart : (number === withDigit ? digits! : dictionary.at(number - firstTerm)).bigramTerm

  const forgetRarest = () => {
    for (let above = 1; table.size > limit / 2; above *= 2) {
      const { words, size } = table
      table = createPairTable(width)
      for (let from = 0; from < size * width; from += width) {
        const count = words[from + keyWords]!
        if (count > above) table.words[table.put(words[from]!, words[from + 1]!) + keyWords] = count
      }
    }
  }

  return {
    add({ terms, length: all }) {
      let before = start
      const length = Math.min(all, maxTitleTerms)
      for (let i = 0; i < length; i++) {
        const term = terms[i]!
        if (term.hasDigit) digits = term
        const number = term.hasDigit ? withDigit : term.id + firstTerm
        const at = table.put(before, number)
        table.words[at + keyWords]!++
        before = number
      }
      if (table.size > limit) forgetRarest()
    },
    list: () => ({
      length: table.size,
      *[Symbol.iterator]() {
        const { size, words } = table
        for (let at = 0; at < size * width; at += width)
          yield { form: `${nameOf(words[at]!)} ${nameOf(words[at + 1]!)}`, count: words[at + keyWords]! }
      },
    }),
    close() {
      table = createPairTable(width)
    },
  }
}
