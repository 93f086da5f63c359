import { fnvSeed, avalanche } from '../speller/hash.ts'
import { parseQuery } from '../speller/normalise.ts'
import type { DictionaryTerm, TermDictionary } from './term-dictionary.ts'

/** The terms of a title, in order: those up to `length` of each array. They last until the next title is parsed. */
export interface TitleTerms {
  readonly length: number
  readonly terms: readonly DictionaryTerm[]
  /** UTF-16 offsets. */
  readonly starts: readonly number[]
  /** Exclusive. */
  readonly ends: readonly number[]
}

interface Word {
  readonly hash: number
  readonly text: string
  readonly terms: readonly { readonly term: DictionaryTerm; readonly start: number; readonly end: number }[]
}

const space = 0x20
/** Most words whose terms are remembered: part numbers of a huge feed are words without end. */
const mostWords = 1 << 17
const firstSlots = 1 << 10

/** The same terms as `parseQuery` gives, whose work is done once a word: titles of a shop say the same words again and again. */
export function createTitleParser(dictionary: TermDictionary): (title: string) => TitleTerms {
  // looked up by units of the title, so that no text is made of a word that is known
  let slots: (Word | undefined)[] = new Array<undefined>(firstSlots).fill(undefined)
  let words = 0
  const found = { length: 0, terms: [] as DictionaryTerm[], starts: [] as number[], ends: [] as number[] }

  const makeRoom = () => {
    const known = words < mostWords ? slots : []
    const size = words < mostWords ? slots.length * 2 : firstSlots
    if (words >= mostWords) words = 0
    slots = new Array<undefined>(size).fill(undefined)
    for (const word of known) {
      if (word === undefined) continue
      let slot = word.hash & (size - 1)
      while (slots[slot] !== undefined) slot = (slot + 1) & (size - 1)
      slots[slot] = word
    }
  }

  const wordAt = (title: string, from: number, to: number, hash: number): Word => {
    const mask = slots.length - 1
    let slot = hash & mask
    for (let word = slots[slot]; word !== undefined; word = slots[slot]) {
      if (word.hash === hash && word.text.length === to - from && stands(word.text, title, from)) return word
      slot = (slot + 1) & mask
    }
    const text = title.slice(from, to)
    const terms = parseQuery(text).terms.map((term) => ({
      ...{ term: dictionary.of(term.text), start: term.start, end: term.end },
    }))
    const word = { hash, text, terms }
    slots[slot] = word
    if (++words * 2 > slots.length || words >= mostWords) makeRoom()
    return word
  }

  const take = ({ terms }: Word, from: number) => {
    for (let i = 0; i < terms.length; i++) {
      const { term, start, end } = terms[i]!
      found.terms[found.length] = term
      found.starts[found.length] = from + start
      found.ends[found.length++] = from + end
    }
  }

  return (title) => {
    found.length = 0
    let from = 0
    let hash = fnvSeed
    for (let at = 0; at <= title.length; at++) {
      const unit = at < title.length ? title.charCodeAt(at) : space
      if (unit !== space) {
        hash = Math.imul(hash ^ unit, 0x01000193)
        continue
      }
      if (at > from) take(wordAt(title, from, at, avalanche(hash)), from)
      from = at + 1
      hash = fnvSeed
    }
    return found
  }
}

/** Whether a text that is no longer than what is left of the other stands in it there. */
function stands(text: string, other: string, from: number): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) !== other.charCodeAt(from + i)) return false
  return true
}
