import { displayText } from './display-text.ts'
import { createPairTable, keyWords } from './pair-table.ts'
import type { TermDictionary } from './term-dictionary.ts'
import { createTextStore } from './text-store.ts'
import type { TitleTerm } from './title-terms.ts'

/** Terms of a title that are counted, from its beginning. */
export const maxTitleTerms = 40
export const maxPhraseTerms = 4
/** Past this many phrases of two terms or more, 40 to 60 bytes each with their texts, the rarest are forgotten. */
const mostPhrases = 1 << 24
/** Of titles, which are kept while one of their phrases is. */
const mostTextBytes = 2 ** 30

export interface PhraseCounterOptions {
  readonly mostPhrases?: number
}

/** The brand that a title begins with. */
export interface LeadingBrand {
  readonly id: number
  readonly terms: number
}

export interface Phrase {
  readonly form: string
  /** As the first title has it. */
  readonly text: string
}

export interface PhraseCounter {
  /** The terms of one title. `locale`: any small integer; phrases of different ones are different. */
  add(title: string, terms: readonly TitleTerm[], locale: number, brand?: LeadingBrand): void
  /** Number of a phrase that some title holds. */
  find(form: string, locale: number): number | undefined
  isSingleTerm(phrase: number): boolean
  /** Each time directly behind the same brand. Never of a single term. */
  isLine(phrase: number): boolean
  /** Titles that hold it. */
  count(phrase: number): number
  describe(phrase: number): Phrase
  /** Every phrase, in the order in which they came first. */
  visit(visit: (phrase: number, locale: number) => void): void
  /** Lets go of all phrases. */
  close(): void
}

// Words of a record behind its key, which is the record of the phrase without its last term, and that term.
const countWord = keyWords
const lastWord = keyWords + 1
const brandWord = keyWords + 2
const placeWord = keyWords + 3
const startWord = keyWords + 4
const lengthWord = keyWords + 5
const width = keyWords + 6

/** Of records of one term, in place of a record before: the locale, from the top. */
const firstLocale = 0xffffffff
const lastLocale = 0xffff0000

const noBrand = 0
const severalBrands = 1
const firstBrand = 2

/**
 * Counts the titles that hold a phrase of 1 to 4 terms, in typed arrays. A phrase begins and ends with a term that says
 * something and holds no digit. Memory is bounded but for single terms: past `mostPhrases` the phrases seen least are
 * dropped until at most half are left (lossy counting: Manku, Motwani 2002). In a feed of millions the count of a rare phrase may
 * then be low, by at most what it had when it was dropped, and a rare phrase may be missing.
 */
export function createPhraseCounter(dictionary: TermDictionary, options: PhraseCounterOptions = {}): PhraseCounter {
  let table = createPairTable(width)
  let texts = createTextStore()
  let singles = 0
  let titles = 0
  let textLimit = mostTextBytes
  const limit = options.mostPhrases ?? mostPhrases

  const forgetRarest = () => {
    const { words, size } = table
    const kept = new Uint8Array(size)
    let above = 1
    let phrases: number
    do {
      kept.fill(0)
      phrases = 0
      // from the last: a phrase comes after those that it begins with
      for (let record = size - 1; record >= 0; record--) {
        const before = words[record * width]!
        if (before > lastLocale) kept[record] = 1
        else if (kept[record] === 1 || words[record * width + countWord]! > above) {
          kept[record] = 1
          kept[before] = 1
          phrases++
        }
      }
      above *= 2
    } while (phrases > limit / 2)
    const [oldTexts, numbers] = [texts, new Uint32Array(size)]
    table = createPairTable(width)
    texts = createTextStore()
    for (let record = 0; record < size; record++) {
      if (kept[record] === 0) continue
      const from = record * width
      const before = words[from]!
      const at = table.put(before > lastLocale ? before : numbers[before]!, words[from + 1]!)
      numbers[record] = at / width
      for (let word = keyWords; word < width; word++) table.words[at + word] = words[from + word]!
      if (words[from + countWord] === 0) continue
      const text = oldTexts.read(words[from + placeWord]!, words[from + startWord]!, words[from + lengthWord]!)
      table.words[at + placeWord] = texts.put(text)
      table.words[at + startWord] = 0
    }
    textLimit = Math.max(textLimit, texts.bytes * 2)
  }

  return {
    add(title, terms, locale, brand) {
      titles++
      let place = -1
      const length = Math.min(terms.length, maxTitleTerms)
      for (let i = 0; i < length; i++) {
        const first = terms[i]!
        if (first.term.hasDigit) continue
        const to = first.term.isWeak ? i : lastEnd(terms, i, Math.min(length, i + maxPhraseTerms) - 1)
        let record = firstLocale - locale
        for (let j = i; j <= to; j++) {
          const { term, end } = terms[j]!
          const { size } = table
          const at = table.put(record, term.id)
          record = at / width
          if (j === i && table.size > size) singles++
          if (j > i && !isEnd(terms[j]!)) continue
          const { words } = table
          if (words[at + countWord] === 0) {
            if (place === -1) place = texts.put(title)
            words[at + placeWord] = place
            words[at + startWord] = first.start
            words[at + lengthWord] = end - first.start
          }
          if (words[at + lastWord] === titles) continue
          words[at + lastWord] = titles
          words[at + countWord]!++
          if (j === i) continue
          const follows = brand && i === brand.terms ? brand.id + firstBrand : severalBrands
          const known = words[at + brandWord]
          if (known === noBrand) words[at + brandWord] = follows
          else if (known !== follows) words[at + brandWord] = severalBrands
        }
      }
      if (table.size - singles > limit || texts.bytes > textLimit) forgetRarest()
    },

    find(form, locale) {
      let record = firstLocale - locale
      for (const text of form.split(' ')) {
        const term = dictionary.find(text)
        const at = term ? table.find(record, term.id) : -1
        if (at === -1) return undefined
        record = at / width
      }
      return table.words[record * width + countWord] === 0 ? undefined : record
    },

    isSingleTerm: (phrase) => table.words[phrase * width]! > lastLocale,

    isLine: (phrase) => table.words[phrase * width + brandWord]! >= firstBrand,

    count: (phrase) => table.words[phrase * width + countWord]!,

    describe(phrase) {
      const { words } = table
      const at = phrase * width
      const terms: string[] = []
      let record = phrase
      for (; record <= lastLocale; record = words[record * width]!)
        terms.unshift(dictionary.at(words[record * width + 1]!).text)
      return {
        form: terms.join(' '),
        text: displayText(texts.read(words[at + placeWord]!, words[at + startWord]!, words[at + lengthWord]!)),
      }
    },

    visit(visit) {
      const { words, size } = table
      for (let phrase = 0; phrase < size; phrase++) {
        if (words[phrase * width + countWord] === 0) continue
        let root = phrase
        while (root <= lastLocale) root = words[root * width]!
        visit(phrase, firstLocale - root)
      }
    },

    close() {
      table = createPairTable(width)
      texts = createTextStore()
    },
  }
}

/** The last place, from `i` to `to`, where a phrase that begins at `i` may end. */
function lastEnd(terms: readonly TitleTerm[], i: number, to: number): number {
  while (to > i && !isEnd(terms[to]!)) to--
  return to
}

function isEnd({ term }: TitleTerm): boolean {
  return !term.hasDigit && !term.isWeak
}
