import { avalanche } from '../speller/hash.ts'
import { countWord } from './count-table.ts'
import { DenseTable } from './dense-table.ts'
import { hash64 } from './hash64.ts'
import { createRecordParts, parts } from './record-parts.ts'
import type { ScratchFile } from './scratch-file.ts'
import type { TextStore } from './text-store.ts'
import {
  endWord,
  hasDigit,
  highWord,
  isSingleUnit,
  isWeak,
  lowWord,
  startWord,
  type CountedTerms,
  termWidth,
  traitsWord,
} from './title-terms.ts'

/** Terms of a title that are counted, from its beginning. */
export const maxCountedTerms = 40
export const maxPhraseTerms = 4
/** Past this many different phrases those in memory, a table of 30 MiB, go to the file. */
const mostHeld = 700_000

/** The brand that a title begins with. */
export interface LeadingBrand {
  readonly id: number
  readonly terms: number
}

// Words of a record behind its key, which is the hash of a phrase's locale and terms, and its count, the titles that hold it.
/** Its number in the order in which phrases came first. */
export const orderWord = countWord + 1
const brandWord = countWord + 2
/** Of the first title that holds it. */
export const placeWord = countWord + 3
/** Its locale, from bit 8; place of its first term in that title, from bit 2; its terms but one. */
export const spanWord = countWord + 4
export const phraseWidth = countWord + 5
/** In memory only: the last title that held it, from 1. */
const lastWord = phraseWidth
const heldWords = 8

const noBrand = 0
const severalBrands = 1
const firstBrand = 2

export interface PhraseCounter {
  /** The terms of one title. `locale`: any integer below 2 ** 24; phrases of different ones are different. */
  add(title: string, terms: CountedTerms, locale: number, brand?: LeadingBrand): void
  /**
   * Every phrase once, in arrays of records of `phraseWidth` words each, which last until the next one is asked for. To be called once;
   * nothing is added afterwards.
   */
  records(): Iterable<Uint32Array>
  /** Lets go of all phrases. */
  close(): void
}

/**
 * Counts the titles that hold a phrase of 1 to 4 terms. A phrase begins and ends with a term that says something and holds no digit; the
 * letter of "T-Shirt" may begin one, too.
 * Exact, in bounded memory: when `limit` different ones are held, they go to the file, 28 bytes each, and are put together in the end.
 * Phrases are told apart by 64-bit hashes: in one of 90,000 feeds of twenty million phrases two are taken for one.
 */
export function createPhraseCounter(file: ScratchFile, places: TextStore, limit = mostHeld): PhraseCounter {
  let table = new DenseTable(heldWords, limit + maxCountedTerms * maxPhraseTerms)
  const spilled = createRecordParts(file, phraseWidth)
  let titles = 0
  /** Phrases that came first in memory, of which some have come before. */
  let numbered = 0
  let isSpilled = false
  /** Of the phrases of a title. */
  const keys = new Int32Array(2 * maxCountedTerms * maxPhraseTerms)
  const spans = new Uint8Array(maxCountedTerms * maxPhraseTerms)

  /** Writes the keys and spans of a title's phrases, in order, and returns how many. */
  const readPhrases = (title: string, found: CountedTerms, locale: number): number => {
    const { records } = found
    const length = Math.min(found.length, maxCountedTerms)
    let size = 0
    for (let i = 0; i < length; i++) {
      const traits = records[i * termWidth + traitsWord]!
      if (traits & hasDigit) continue
      const isAlone = traits & isWeak && !isPrefix(title, found, i)
      const to = isAlone ? i : lastEnd(records, i, Math.min(length, i + maxPhraseTerms) - 1)
      let high = locale
      let low = locale
      for (let j = i; j <= to; j++) {
        const at = j * termWidth
        high = extended(high, records[at + highWord]!)
        low = extended(low, records[at + lowWord]!)
        if (j > i && !isEnd(records, j)) continue
        keys[size * 2] = high
        keys[size * 2 + 1] = low
        spans[size++] = i * 4 + (j - i)
      }
    }
    return size
  }

  const spill = () => {
    spilled.add(table.packed(phraseWidth))
    table.clear()
    isSpilled = true
  }

  return {
    add(title, found, locale, brand) {
      titles++
      let place = -1
      const size = readPhrases(title, found, locale)
      table.lookAhead(keys, size)
      for (let phrase = 0; phrase < size; phrase++) {
        const span = spans[phrase]!
        const at = table.put(keys[phrase * 2]!, keys[phrase * 2 + 1]!)
        const { words } = table
        if (words[at + countWord] === 0) {
          if (place === -1) place = places.put(title)
          words[at + orderWord] = numbered++
          words[at + placeWord] = place
          words[at + spanWord] = locale * 2 ** 8 + span
        }
        if (words[at + lastWord] === titles) continue
        words[at + lastWord] = titles
        words[at + countWord]!++
        if ((span & 3) === 0) continue
        const follows = brand && span >>> 2 === brand.terms ? brand.id + firstBrand : severalBrands
        const known = words[at + brandWord]
        if (known === noBrand) words[at + brandWord] = follows
        else if (known !== follows) words[at + brandWord] = severalBrands
      }
      if (table.size > limit) spill()
    },

    *records() {
      if (!isSpilled) {
        yield table.packed(phraseWidth)
        return
      }
      spill()
      table = new DenseTable(heldWords)
      for (let part = 0; part < parts; part++) {
        for (const words of spilled.read(part))
          for (let at = 0; at < words.length; at += phraseWidth) merge(table, words, at)
        if (table.size === 0) continue
        yield table.packed(phraseWidth)
        table.clear()
      }
    },

    close() {
      table = new DenseTable(heldWords)
    },
  }
}

/** Of two records of a phrase the one that came first is merged first. */
function merge(table: DenseTable, words: Uint32Array, from: number): void {
  const at = table.put(words[from]!, words[from + 1]!)
  const into = table.words
  if (into[at + countWord] === 0) {
    for (let word = countWord; word < phraseWidth; word++) into[at + word] = words[from + word]!
    return
  }
  into[at + countWord]! += words[from + countWord]!
  if (into[at + brandWord] !== words[from + brandWord]) into[at + brandWord] = severalBrands
}

/** Key of a phrase that some title may hold, of signed words, from its normalised terms joined by one space. */
export function phraseKey(form: string, locale: number): readonly [high: number, low: number] {
  let high = locale
  let low = locale
  for (const term of form.split(' ')) {
    const hash = hash64(term)
    high = extended(high, hash[0] | 0)
    low = extended(low, hash[1] | 0)
  }
  return [high, low]
}

/** Of a phrase, from its `spanWord`. */
export function localeOf(span: number): number {
  return span >>> 8
}

/** The terms of the first title that holds the phrase, from its `spanWord`. `to` is inclusive. */
export function spanOf(span: number): { readonly from: number; readonly to: number } {
  const from = (span & 0xff) >>> 2
  return { from, to: from + (span & 3) }
}

export function isSingleTerm(words: Uint32Array, at: number): boolean {
  return (words[at + spanWord]! & 3) === 0
}

/** Each time directly behind the same brand. Never of a single term. */
export function isLine(words: Uint32Array, at: number): boolean {
  return words[at + brandWord]! >= firstBrand
}

/** The hash of a phrase with one more term, signed. */
function extended(hash: number, term: number): number {
  return avalanche(Math.imul(hash, 0x9e3779b1) ^ term) | 0
}

/** The last place, from `i` to `to`, where a phrase that begins at `i` may end. */
function lastEnd(records: Int32Array, i: number, to: number): number {
  while (to > i && !isEnd(records, to)) to--
  return to
}

/** A letter that a hyphen ties to the term behind it: what "T-Shirt" and "V-Neck" begin with says something. */
function isPrefix(title: string, { records, length }: CountedTerms, i: number): boolean {
  const at = i * termWidth
  if (i + 1 >= length || (records[at + traitsWord]! & isSingleUnit) === 0) return false
  const end = records[at + endWord]!
  return records[at + termWidth + startWord] === end + 1 && title.charCodeAt(end) === hyphen
}

const hyphen = 0x2d

function isEnd(records: Int32Array, term: number): boolean {
  return (records[term * termWidth + traitsWord]! & (hasDigit | isWeak)) === 0
}
