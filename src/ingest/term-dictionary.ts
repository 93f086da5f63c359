import { isSocial } from '../speller/company.ts'
import { lmTerm } from '../speller/language-model.ts'

const functionWords = new Set(
  'a an and at by for from in of on or the to with w per x is it as de la le der die das und et en'.split(' '),
)

/** What a term of titles is worth; looked up once a term. */
export interface DictionaryTerm {
  /** From 0, in the order in which terms came first. */
  readonly id: number
  readonly text: string
  /** As bigrams call it. */
  readonly bigramTerm: string
  readonly hasDigit: boolean
  /** Says too little to begin or end a phrase. */
  readonly isWeak: boolean
  /** Is paired with the others of its title. */
  readonly isPaired: boolean
}

/** Gives each term a number, so that what is counted of several terms needs no text of its own. */
export interface TermDictionary {
  readonly size: number
  /** The term of this text, which is new where none was asked for before. */
  of(text: string): DictionaryTerm
  find(text: string): DictionaryTerm | undefined
  at(id: number): DictionaryTerm
}

export function createTermDictionary(): TermDictionary {
  const byText = new Map<string, DictionaryTerm>()
  const terms: DictionaryTerm[] = []
  return {
    get size() {
      return terms.length
    },
    of(text) {
      let term = byText.get(text)
      if (!term) {
        byText.set(text, (term = describe(text, terms.length)))
        terms.push(term)
      }
      return term
    },
    find: (text) => byText.get(text),
    at: (id) => terms[id]!,
  }
}

function describe(text: string, id: number): DictionaryTerm {
  const isWeak = text.length === 1 || functionWords.has(text)
  const hasDigit = /\p{N}/u.test(text)
  return { id, text, bigramTerm: lmTerm(text), hasDigit, isWeak, isPaired: isSocial(text) && !isWeak }
}
