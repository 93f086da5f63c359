import { codeLength } from '../../speller/grams.ts'
import { twoFnv1a } from '../../speller/hash.ts'
import type { Name, NameKind } from '../../speller/types.ts'
import { powerOfTwo, unitOf } from './embedded-format.ts'
import { sortTexts } from './sort-texts.ts'

export const kindOrder: readonly NameKind[] = ['brand', 'line', 'query', 'phrase', 'term']

/** Second hash of a form; with the first it tells forms apart. */
export const secondSeed = 0x2545f491

/** Names in typed arrays, some 110 bytes each, one of each form and locale. */
export interface NamePack {
  readonly size: number
  /** In the place of one of equal form and locale. */
  add(name: Name): void
  /** In the order of their joined forms, and where these are equal, in the order in which their forms came. No more are added then. */
  sorted(): SortedNames
}

/** Names by their position in the order of joined forms. */
export interface SortedNames {
  readonly size: number
  /** Tags in the order in which the names have them first; '' for none, which stands first in any case. */
  readonly locales: readonly string[]
  /** Joined forms as UTF-16 units: of each name from `start` until before `end`. */
  readonly units: Uint16Array
  readonly start: (position: number) => number
  readonly end: (position: number) => number
  /** Writes the joined form as one number a code point, see `unitOf`, and returns how many. */
  readonly codes: (position: number, into: Uint16Array) => number
  /** Units of the longest joined form. */
  readonly longest: number
  /** In `kindOrder`. */
  readonly kind: (position: number) => number
  /** In `locales`. */
  readonly locale: (position: number) => number
  readonly count: (position: number) => number
  readonly hash1: (position: number) => number
  readonly hash2: (position: number) => number
  /** UTF-8, see `fromString`. */
  readonly string: (position: number) => Uint8Array
}

// Words of a record.
const kindWord = 0
const localeWord = 1
const countWord = 2
const hash1Word = 3
const hash2Word = 4
const unitsWord = 5
const stringWord = 6
const bytesWord = 7
const width = 8

const space = 0x20
/** Of the slots. */
const fullAt = 0.75

/** `expected`: room for so many names is made at once. */
export function createNamePack(expected = 64): NamePack {
  let words = new Uint32Array(expected * width)
  let units = new Uint16Array(1 << 10)
  let strings = new Uint8Array(1 << 10)
  let slots = new Uint32Array(powerOfTwo(expected / fullAt))
  let size = 0
  let unitsUsed = 0
  let bytesUsed = 0
  let longest = 0
  const locales = new Map<string, number>()
  const hashes = new Uint32Array(2)
  const encoder = new TextEncoder()
  const decoder = new TextDecoder()

  const formAt = (record: number) => {
    const from = words[record * width + stringWord]!
    return fromString(decoder.decode(strings.subarray(from, from + words[record * width + bytesWord]!))).form
  }

  /** Slot of the name of this form, or the free one where it belongs. A slot holds the number of its record, from 1. */
  const slotOf = (hash1: number, hash2: number, locale: number, form: string) => {
    const mask = slots.length - 1
    for (let slot = (hash1 + locale) & mask; ; slot = (slot + 1) & mask) {
      const record = slots[slot]! - 1
      if (record < 0) return slot
      const at = record * width
      const isSame =
        words[at + hash1Word] === hash1 && words[at + hash2Word] === hash2 && words[at + localeWord] === locale
      if (isSame && formAt(record) === form) return slot
    }
  }

  const moreSlots = () => {
    slots = new Uint32Array(slots.length * 2)
    const mask = slots.length - 1
    for (let record = 0; record < size; record++) {
      let slot = (words[record * width + hash1Word]! + words[record * width + localeWord]!) & mask
      while (slots[slot] !== 0) slot = (slot + 1) & mask
      slots[slot] = record + 1
    }
  }

  /** Those of the joined form. */
  const addUnits = (form: string) => {
    if (unitsUsed + form.length > units.length) units = grown(units, unitsUsed + form.length)
    const from = unitsUsed
    for (let i = 0; i < form.length; i++) {
      const unit = form.charCodeAt(i)
      if (unit !== space) units[unitsUsed++] = unit
    }
    longest = Math.max(longest, unitsUsed - from)
  }

  const addBytes = (text: string) => {
    const most = bytesUsed + text.length * 3
    if (most > strings.length) strings = grown(strings, most)
    const from = bytesUsed
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i)
      if (unit > 0x7f) {
        bytesUsed = from + encoder.encodeInto(text, strings.subarray(from)).written
        return
      }
      strings[bytesUsed++] = unit
    }
  }

  /** Mostly the text is the form with capitals of ASCII, and says it all. */
  const addString = ({ form, text }: Name) => {
    if (text === form) return addBytes(form)
    if (!isLowerOf(form, text)) addBytes(form)
    addBytes('\t')
    addBytes(text)
  }

  return {
    get size() {
      return size
    },
    add(name) {
      const { form, kind, count, locale: tag = '' } = name
      twoFnv1a(form, secondSeed, hashes)
      const hash1 = hashes[0]!
      const hash2 = hashes[1]!
      let locale = locales.get(tag)
      if (locale === undefined) locales.set(tag, (locale = locales.size))
      const slot = slotOf(hash1, hash2, locale, form)
      const isNew = slots[slot] === 0
      const at = isNew ? size * width : (slots[slot]! - 1) * width
      if (isNew) {
        if (at + width > words.length) words = grown(words, at + width)
        words[at + localeWord] = locale
        words[at + hash1Word] = hash1
        words[at + hash2Word] = hash2
        words[at + unitsWord] = unitsUsed
        addUnits(form)
        slots[slot] = ++size
      }
      words[at + kindWord] = kindOrder.indexOf(kind)
      words[at + countWord] = count
      words[at + stringWord] = bytesUsed
      addString(name)
      words[at + bytesWord] = bytesUsed - words[at + stringWord]!
      if (isNew && size > slots.length * fullAt) moreSlots()
    },

    sorted() {
      slots = new Uint32Array(0)
      const starts = new Uint32Array(size + 1)
      for (let record = 0; record < size; record++) starts[record] = words[record * width + unitsWord]!
      starts[size] = unitsUsed
      const order = sortTexts(units, starts)
      const word = (position: number, at: number) => words[order[position]! * width + at]!
      const tags = [...locales.keys()]
      const placeOf = localePlaces(tags, size, (position) => word(position, localeWord))
      const start = (position: number) => starts[order[position]!]!
      const end = (position: number) => starts[order[position]! + 1]!
      return {
        size,
        locales: [...placeOf.keys()],
        units,
        longest,
        start,
        end,
        codes: (position, into) => codesOf(units, start(position), end(position), into),
        kind: (position) => word(position, kindWord),
        locale: (position) => placeOf.get(tags[word(position, localeWord)]!)!,
        count: (position) => word(position, countWord),
        hash1: (position) => word(position, hash1Word),
        hash2: (position) => word(position, hash2Word),
        string(position) {
          const from = word(position, stringWord)
          return strings.subarray(from, from + word(position, bytesWord))
        },
      }
    },
  }
}

/** Places of tags in the file's list, in the order in which names have them first. */
function localePlaces(
  tags: readonly string[],
  names: number,
  localeAt: (position: number) => number,
): ReadonlyMap<string, number> {
  const places = new Map([['', 0]])
  for (let position = 0; position < names && places.size <= tags.length; position++) {
    const tag = tags[localeAt(position)]!
    if (!places.has(tag)) places.set(tag, places.size)
  }
  return places
}

function codesOf(units: Uint16Array, from: number, to: number, into: Uint16Array): number {
  let length = 0
  for (let at = from; at < to; at++) {
    if (codeLength(units, at, to) === 1) into[length++] = units[at]!
    else into[length++] = unitOf(((units[at]! - 0xd800) << 10) + units[++at]! - 0xdc00 + 0x10000)
  }
  return length
}

/** Half as long again, or as long as it must be. */
export function grown<Numbers extends Uint8Array | Uint16Array | Uint32Array>(array: Numbers, least: number): Numbers {
  const Type = array.constructor as new (length: number) => Numbers
  const longer = new Type(Math.max(least, Math.ceil(array.length * 1.5)))
  longer.set(array)
  return longer
}

/** Whether the text is ASCII, and the form is it in lower case. */
function isLowerOf(form: string, text: string): boolean {
  if (form.length !== text.length) return false
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (unit > 0x7f) return false
    const lower = unit >= 0x41 && unit <= 0x5a ? unit + 0x20 : unit
    if (form.charCodeAt(i) !== lower) return false
  }
  return true
}

/** Form and text of a name from the string that an index file keeps. */
export function fromString(kept: string): { readonly form: string; readonly text: string } {
  const at = kept.indexOf('\t')
  if (at < 0) return { form: kept, text: kept }
  const text = kept.slice(at + 1)
  return { form: at === 0 ? text.toLowerCase() : kept.slice(0, at), text }
}
