import { parseQuery } from '../speller/normalise.ts'
import type { DictionaryTerm, TermDictionary } from './term-dictionary.ts'

/** A term where it stands: UTF-16 offsets, `end` exclusive. */
export interface TitleTerm {
  readonly term: DictionaryTerm
  readonly start: number
  readonly end: number
}

/** Most words whose terms are remembered: part numbers of a huge feed are words without end. */
const mostWords = 1 << 17

/** The same terms as `parseQuery` gives, whose work is done once a word: titles of a shop say the same words again and again. */
export function createTitleParser(dictionary: TermDictionary): (title: string) => TitleTerm[] {
  const words = new Map<string, readonly TitleTerm[]>()

  const termsOf = (word: string): readonly TitleTerm[] => {
    let terms = words.get(word)
    if (!terms) {
      if (words.size === mostWords) words.clear()
      terms = parseQuery(word).terms.map(({ text, start, end }) => ({ term: dictionary.of(text), start, end }))
      words.set(word, terms)
    }
    return terms
  }

  return (title) => {
    const found: TitleTerm[] = []
    for (let from = 0; from < title.length;) {
      const space = title.indexOf(' ', from)
      const to = space === -1 ? title.length : space
      if (to > from) {
        for (const { term, start, end } of termsOf(title.slice(from, to)))
          found.push({ term, start: from + start, end: from + end })
      }
      from = to + 1
    }
    return found
  }
}
