import { sentenceStart } from '../speller/language-model.ts'
import type { BigramCount } from '../speller/types.ts'
import { createPairTable, keyWords } from './pair-table.ts'
import { maxTitleTerms } from './phrase-counter.ts'
import type { DictionaryTerm, TermDictionary } from './term-dictionary.ts'
import type { TitleTerm } from './title-terms.ts'

const width = keyWords + 1
// Numbers of what stands in a bigram: terms with digits are one class.
const start = 0
const withDigit = 1
const firstTerm = 2

export interface NeighbourCounter {
  /** The terms of one title, in order. */
  add(terms: readonly TitleTerm[]): void
  /** In the order in which they came first. */
  finish(): BigramCount[]
}

/** Counts neighbouring terms, and the first term of a title behind its start. */
export function createNeighbourCounter(dictionary: TermDictionary): NeighbourCounter {
  const table = createPairTable(width)
  /** A term with a digit, of which all have the same name in bigrams. */
  let digits: DictionaryTerm | undefined

  const nameOf = (number: number) =>
    number === start ? sentenceStart : (number === withDigit ? digits! : dictionary.at(number - firstTerm)).bigramTerm

  return {
    add(terms) {
      let before = start
      const length = Math.min(terms.length, maxTitleTerms)
      for (let i = 0; i < length; i++) {
        const { term } = terms[i]!
        if (term.hasDigit) digits = term
        const number = term.hasDigit ? withDigit : term.id + firstTerm
        const at = table.put(before, number)
        table.words[at + keyWords]!++
        before = number
      }
    },
    finish() {
      const { size, words } = table
      return Array.from({ length: size }, (_, record) => {
        const at = record * width
        return { form: `${nameOf(words[at]!)} ${nameOf(words[at + 1]!)}`, count: words[at + keyWords]! }
      })
    },
  }
}
