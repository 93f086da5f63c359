import type { Background } from './background.ts'
import { compoundZipf, isCompound } from './compound-words.ts'
import type { Knowledge } from './knowledge.ts'
import { remembered } from './remembered.ts'

/** Which words there are where a query is asked. */
export interface Vocabulary {
  /** BCP 47 primary subtag, as in "de". */
  readonly language: string
  /**
   * Zipf scale, see Background: of the language or of English, which shoppers mix into any, whichever uses the term more. A compound of the
   * language's words counts as a rare word.
   */
  readonly zipf: (term: string) => number
  /** The language's own words; undefined where nothing is known of them. */
  readonly words: Background | undefined
}

/** Primary subtag of a BCP 47 tag. */
export function languageOf(locale: string): string {
  return locale.split('-', 1)[0]!.toLowerCase()
}

export function english(background: Background): Vocabulary {
  return { language: 'en', zipf: remembered((term) => background.zipf(term)), words: background }
}

/** Where a language's words cannot be read, `failed` is told of it, and it is as one of which nothing is known. */
export async function vocabularyOf(
  language: string,
  { background, languages }: Pick<Knowledge, 'background' | 'languages'>,
  failed: (error: unknown) => void,
): Promise<Vocabulary> {
  if (language === 'en') return english(background)
  let words: Background | undefined
  try {
    words = await languages.words(language)
  } catch (error) {
    failed(error)
  }
  const own = (term: string) => words?.zipf(term) ?? 0
  const zipf = (term: string) => {
    const known = Math.max(background.zipf(term), own(term))
    return known >= compoundZipf || !isCompound(term, language, own) ? known : compoundZipf
  }
  return { language, zipf: remembered(zipf), words }
}
