import { isSocial } from '../speller/company.ts'
import { holdsNumber } from '../speller/digits.ts'
import { lmTerm } from '../speller/language-model.ts'
import { hash64 } from './hash64.ts'

const functionWords = new Set(
  'a an and at by for from in of on or the to with w per x is it as de la le der die das und et en'.split(' '),
)

/** What a term of titles is worth; looked up once a term. */
export interface DictionaryTerm {
  /** From 0, in the order in which terms came first; -1 of a term with a digit. */
  readonly id: number
  readonly text: string
  /** Unsigned 32-bit words that stand for the text in what is counted by hash. */
  readonly high: number
  readonly low: number
  /** As bigrams call it. */
  readonly bigramTerm: string
  readonly hasDigit: boolean
  /** Says too little to begin or end a phrase. */
  readonly isWeak: boolean
  /** Is paired with the others of its title. */
  readonly isPaired: boolean
}

/**
 * Gives each term without a digit a number, so that what is counted of several terms needs no text of its own. Terms with a digit,
 * part numbers without end, are not kept.
 */
export interface TermDictionary {
  /** The term of this text, which is new where none was asked for before. */
  of(text: string): DictionaryTerm
  at(id: number): DictionaryTerm
}

export function createTermDictionary(): TermDictionary {
  const byText = new Map<string, DictionaryTerm>()
  const terms: DictionaryTerm[] = []
  return {
    of(text) {
      let term = byText.get(text)
      if (term) return term
      term = describe(text, terms.length)
      if (term.hasDigit) return term
      byText.set(text, term)
      terms.push(term)
      return term
    },
    at: (id) => terms[id]!,
  }
}

function describe(text: string, id: number): DictionaryTerm {
  const isWeak = text.length === 1 || functionWords.has(text)
  const hasDigit = holdsNumber(text)
  const [high, low] = hash64(text)
  const isPaired = isSocial(text) && !isWeak
  return { id: hasDigit ? -1 : id, text, high, low, bigramTerm: lmTerm(text), hasDigit, isWeak, isPaired }
}
