import type { TermDictionary } from '../term-dictionary.ts'
import { createTitleParser, type TitleTerms } from '../title-terms.ts'

/** A title of these terms. */
export function termsOf(texts: readonly string[], dictionary: TermDictionary): TitleTerms {
  return createTitleParser(dictionary)(texts.join(' '))
}
