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

interface Place {
  readonly term: DictionaryTerm
  readonly start: number
  readonly end: number
}

/** A word by two hashes of its units and its length. */
interface Word {
  readonly hash: number
  readonly other: number
  readonly length: number
  readonly terms: readonly Place[]
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

  const wordAt = (title: string, from: number, to: number, hash: number, other: number): Word => {
    const mask = slots.length - 1
    let slot = hash & mask
    for (let word = slots[slot]; word !== undefined; word = slots[slot]) {
      if (word.hash === hash && word.other === other && word.length === to - from) return word
      slot = (slot + 1) & mask
    }
    const word = { hash, other, length: to - from, terms: termsOf(title.slice(from, to), dictionary) }
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
    let other = 0
    for (let at = 0; at <= title.length; at++) {
      const unit = at < title.length ? title.charCodeAt(at) : space
      if (unit !== space) {
        hash = Math.imul(hash ^ unit, 0x01000193)
        other = (Math.imul(other, 0x9e3779b1) + unit) | 0
        continue
      }
      if (at > from) take(wordAt(title, from, at, avalanche(hash), other), from)
      from = at + 1
      hash = fnvSeed
      other = 0
    }
    return found
  }
}

const plain = /^[A-Za-z]+$/

function termsOf(word: string, dictionary: TermDictionary): readonly Place[] {
  // as most words are
  if (plain.test(word)) return [{ term: dictionary.of(word.toLowerCase()), start: 0, end: word.length }]
  return parseQuery(word).terms.map(({ text, start, end }) => ({ term: dictionary.of(text), start, end }))
}
