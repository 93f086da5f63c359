import { fnvSeed, avalanche } from '../speller/hash.ts'
import { parseQuery } from '../speller/normalise.ts'
import { asciiTerms } from './ascii-terms.ts'
import { growing } from './growing.ts'
import type { DictionaryTerm, TermDictionary } from './term-dictionary.ts'

/** The terms of a title, in order. */
export interface CountedTerms {
  readonly length: number
  /** A record of `termWidth` words for each term; more may lie behind them. */
  readonly records: Int32Array
}

/** They last until the next title is parsed. */
export interface TitleTerms extends CountedTerms {
  /** Normalised. */
  readonly text: (term: number) => string
}

// Words of a term's record. The first two, signed, are those of `DictionaryTerm`.
export const [highWord, lowWord] = [0, 1]
/** In the dictionary; -1 of a term with a digit. */
export const idWord = 2
export const traitsWord = 3
/** UTF-16 offsets; the end is exclusive. */
export const [startWord, endWord] = [4, 5]
/** Where its text is. */
const textWord = 6
export const termWidth = 8

// Bits of a term's traits; see `DictionaryTerm`.
export const hasDigit = 1
export const isWeak = 2
export const isPaired = 4
/** Of one UTF-16 unit. */
export const isSingleUnit = 8
/** Of the terms of one word. */
const isLast = 16

const space = 0x20
/** Most words whose terms are remembered: part numbers of a huge feed are words without end. */
const mostWords = 1 << 17
const firstSlots = 1 << 10

// Words of a slot: a word by two hashes of its units and its length, and where the first of its terms is remembered, from 1; 0 of a free slot.
const slotWidth = 4
/** In place of the first term of a word that has none. */
const noTerms = -1

/** The same terms as `parseQuery` gives, whose work is done once a word: titles of a shop say the same words again and again. */
export function createTitleParser(dictionary: TermDictionary): (title: string) => TitleTerms {
  // looked up by units of the title, so that no text is made of a word that is known
  let slots = new Int32Array(firstSlots * slotWidth)
  let words = 0
  /** Records of the terms of all words; offsets are those in the word. */
  let known = new Int32Array(firstSlots * termWidth)
  let texts: string[] = []
  const found = {
    length: 0,
    records: new Int32Array(64 * termWidth),
    text: (term: number) => texts[found.records[term * termWidth + textWord]!]!,
  }

  const forget = () => {
    slots = new Int32Array(firstSlots * slotWidth)
    texts = []
    words = 0
  }

  const makeRoom = () => {
    const old = slots
    slots = new Int32Array(old.length * 2)
    const mask = slots.length - 1
    for (let from = 0; from < old.length; from += slotWidth) {
      if (old[from + 3] === 0) continue
      let at = (old[from]! * slotWidth) & mask
      while (slots[at + 3] !== 0) at = (at + slotWidth) & mask
      for (let word = 0; word < slotWidth; word++) slots[at + word] = old[from + word]!
    }
  }

  const remember = (term: DictionaryTerm, start: number, end: number) => {
    const at = texts.length * termWidth
    known = growing(known, at + termWidth)
    known[at + highWord] = term.high
    known[at + lowWord] = term.low
    known[at + idWord] = term.id
    known[at + traitsWord] = traitsOf(term)
    known[at + startWord] = start
    known[at + endWord] = end
    known[at + textWord] = texts.length
    texts.push(term.text)
  }

  /** Remembers the terms of a word, and returns the first one, from 1, or `noTerms`. */
  const learn = (word: string): number => {
    const first = texts.length
    // as most words are
    if (plain.test(word)) remember(dictionary.of(word.toLowerCase()), 0, word.length)
    else
      for (const { text, start, end } of asciiTerms(word) ?? parseQuery(word).terms)
        remember(dictionary.of(text), start, end)
    if (texts.length === first) return noTerms
    known[(texts.length - 1) * termWidth + traitsWord]! |= isLast
    return first + 1
  }

  const firstTermOf = (title: string, from: number, to: number, hash: number, other: number): number => {
    const mask = slots.length - 1
    let at = (hash * slotWidth) & mask
    for (; slots[at + 3] !== 0; at = (at + slotWidth) & mask)
      if (slots[at] === hash && slots[at + 1] === other && slots[at + 2] === to - from) return slots[at + 3]!
    const first = learn(title.slice(from, to))
    slots[at] = hash
    slots[at + 1] = other
    slots[at + 2] = to - from
    slots[at + 3] = first
    if (++words * 2 * slotWidth > slots.length) makeRoom()
    return first
  }

  /** Adds the terms of the word that begins at `from` to those found. */
  const take = (first: number, from: number) => {
    for (let at = (first - 1) * termWidth; ; at += termWidth) {
      const to = found.length++ * termWidth
      const records = (found.records = growing(found.records, to + termWidth))
      for (let word = 0; word < termWidth; word++) records[to + word] = known[at + word]!
      records[to + startWord]! += from
      records[to + endWord]! += from
      if (known[at + traitsWord]! & isLast) return
    }
  }

  return (title) => {
    if (words >= mostWords) forget()
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
      if (at > from) {
        const first = firstTermOf(title, from, at, avalanche(hash) | 0, other)
        if (first !== noTerms) take(first, from)
      }
      from = at + 1
      hash = fnvSeed
      other = 0
    }
    return found
  }
}

function traitsOf(term: DictionaryTerm): number {
  return (
    (term.hasDigit ? hasDigit : 0) |
    (term.isWeak ? isWeak : 0) |
    (term.isPaired ? isPaired : 0) |
    (term.text.length === 1 ? isSingleUnit : 0)
  )
}

const plain = /^[A-Za-z]+$/
