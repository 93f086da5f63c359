import type { Name, NameKind } from '../speller/types.ts'
import { CountTable, countWord } from './count-table.ts'
import { displayText } from './display-text.ts'
import {
  isLine,
  isSingleTerm,
  localeOf,
  orderWord,
  phraseKey,
  phraseWidth,
  placeWord,
  spanOf,
  spanWord,
} from './phrase-counter.ts'
import type { TextStore } from './text-store.ts'
import { endWord, startWord, type TitleTerms, termWidth } from './title-terms.ts'

/** Forms that are known from elsewhere than titles. */
export interface KnownForms {
  /** brand: is no name once more. searched: is one in any case. asked: only its titles are wanted. */
  add(form: string, locale: number, role: keyof typeof roles): void
  /** Takes the titles of a phrase, and returns the roles of its form; 0 for none. */
  meet(words: Uint32Array, phrase: number): number
  /** Titles that hold the form, once its phrase was met; 0 where none does. */
  titlesOf(form: string, locale: number): number
}

export interface PhraseNamesOptions {
  /** Fewest titles that make a phrase of several terms a name. */
  readonly minCount: number
  readonly known: KnownForms
  readonly titles: TextStore
  readonly parse: (title: string) => TitleTerms
}

/** The phrases of titles that are names; those that are searched are queries. */
export interface PhraseNames {
  readonly byKind: ReadonlyMap<NameKind, number>
  /** In the order in which they came first. A query's count is that of its titles. */
  of(locale: number): Generator<Omit<Name, 'locale'>>
}

const kinds: readonly NameKind[] = ['query', 'term', 'line', 'phrase']

// Words of a known form: its roles in place of a count, and its titles.
const rolesWord = countWord
const titlesWord = countWord + 1
const roles = { asked: 1, brand: 2, searched: 4 } as const

export function createKnownForms(): KnownForms {
  const table = new CountTable(4)
  return {
    add(form, locale, role) {
      const at = table.put(...phraseKey(form, locale))
      table.words[at + rolesWord]! |= roles[role]
    },
    titlesOf(form, locale) {
      const at = table.find(...phraseKey(form, locale))
      return at === -1 ? 0 : table.words[at + titlesWord]!
    },
    meet(words, phrase) {
      const at = table.find(words[phrase]!, words[phrase + 1]!)
      if (at === -1) return 0
      table.words[at + titlesWord] = words[phrase + countWord]!
      return table.words[at + rolesWord]!
    },
  }
}

// Words of a name.
const width = 5
const [firstWord, titleWord, termsWord, titlesCountWord, kindWord] = [0, 1, 2, 3, 4]

/** Names among these phrases, 20 bytes each until they are looked at. */
export function choosePhraseNames(phrases: Iterable<Uint32Array>, options: PhraseNamesOptions): PhraseNames {
  const { minCount, known, titles, parse } = options
  let kept = new Uint32Array(width << 10)
  let size = 0
  const keep = (words: Uint32Array, at: number, kind: NameKind) => {
    if ((size + 1) * width > kept.length) {
      const longer = new Uint32Array(Math.ceil((kept.length * 1.5) / width) * width)
      longer.set(kept)
      kept = longer
    }
    const to = size++ * width
    kept[to + firstWord] = words[at + orderWord]!
    kept[to + titleWord] = words[at + placeWord]!
    kept[to + termsWord] = words[at + spanWord]!
    kept[to + titlesCountWord] = words[at + countWord]!
    kept[to + kindWord] = kinds.indexOf(kind)
  }
  for (const words of phrases) {
    for (let at = 0; at < words.length; at += phraseWidth) {
      const role = known.meet(words, at)
      if (role & roles.brand) continue
      if (role & roles.searched) keep(words, at, 'query')
      else if (isSingleTerm(words, at)) keep(words, at, 'term')
      else if (words[at + countWord]! >= minCount) keep(words, at, isLine(words, at) ? 'line' : 'phrase')
    }
  }
  const byLocale = inOrder(kept, size)
  const byKind = new Map<NameKind, number>()
  for (let name = 0; name < size; name++) {
    const kind = kinds[kept[name * width + kindWord]!]!
    byKind.set(kind, (byKind.get(kind) ?? 0) + 1)
  }
  return {
    byKind,
    *of(locale) {
      let place = -1
      let title = ''
      let parsed = parse(title)
      for (const name of byLocale.get(locale) ?? []) {
        const at = name * width
        if (kept[at + titleWord] !== place) {
          place = kept[at + titleWord]!
          title = titles.read(place)
          parsed = parse(title)
        }
        const { records } = parsed
        const { from, to } = spanOf(kept[at + termsWord]!)
        let form = parsed.text(from)
        for (let term = from + 1; term <= to; term++) form += ` ${parsed.text(term)}`
        const kind = kinds[kept[at + kindWord]!]!
        const text =
          kind === 'query'
            ? form
            : displayText(title.slice(records[from * termWidth + startWord], records[to * termWidth + endWord]))
        yield { text, form, kind, count: kept[at + titlesCountWord]! }
      }
    },
  }
}

/** Numbers of the names of each locale, in the order in which they came first. */
function inOrder(kept: Uint32Array, size: number): ReadonlyMap<number, readonly number[]> {
  // each key is a pair of words, of which the second one counts more
  const keys = new BigUint64Array(size)
  const words = new Uint32Array(keys.buffer)
  for (let name = 0; name < size; name++) {
    words[name * 2] = name
    words[name * 2 + 1] = kept[name * width + firstWord]!
  }
  keys.sort()
  const byLocale = new Map<number, number[]>()
  let last = -1
  let names: number[] = []
  for (let i = 0; i < size; i++) {
    const name = words[i * 2]!
    const locale = localeOf(kept[name * width + termsWord]!)
    if (locale !== last) {
      last = locale
      names = byLocale.get(locale) ?? []
      byLocale.set(locale, names)
    }
    names.push(name)
  }
  return byLocale
}
