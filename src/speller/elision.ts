import { osaDistance } from './edit-distance.ts'
import { apostrophes, fold, joined } from './normalise.ts'
import type { Query, Term } from './types.ts'

/** Articles, pronouns and prepositions that lose their vowel before another. */
const elided = new RegExp(
  `^(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|dell|nell|dall|all|sull|un|quest)[${apostrophes}](.+)$`,
  'iu',
)
const languages = /^(?:fr|it|ca)\b/

/**
 * What stands behind the apostrophe of "l'huile", normalised; one term holds both. Undefined where nothing is elided, and in other
 * languages than French, Italian and Catalan. `locale`: a language alone, or as it is spoken somewhere.
 */
export function elidedTerm(
  query: Pick<Query, 'raw'>,
  { start, end }: Pick<Term, 'start' | 'end'>,
  locale: string | undefined,
): string | undefined {
  if (locale === undefined || !languages.test(locale)) return undefined
  const rest = elided.exec(query.raw.slice(start, end))?.[1]
  return rest === undefined ? undefined : fold(rest)
}

/** True for a text with a word before which something is elided, in a language that does so. */
export function holdsElision(text: string, locale: string | undefined): boolean {
  return locale !== undefined && languages.test(locale) && text.split(/\s+/).some((word) => elided.test(word))
}

/** Where in the text of a term that has one the rest begins, if that is what was meant: 2 in "l'hiule" for "huile", 0 for "lhuile". */
export function elidedStart(typed: string, intended: string, locale: string | undefined): number {
  if (locale === undefined || !languages.test(locale)) return 0
  const rest = elided.exec(typed)?.[1]
  if (rest === undefined) return 0
  const edits = (text: string) => osaDistance(fold(text), joined(intended), 9)
  return edits(rest) < edits(typed) ? typed.length - rest.length : 0
}

/** Of every term that has one. */
export function elidedTerms(query: Query, locale: string | undefined): string[] {
  return query.terms.flatMap((term) => elidedTerm(query, term, locale) ?? [])
}
