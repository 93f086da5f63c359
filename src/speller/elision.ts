import { apostrophes, fold } from './normalise.ts'
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

/** Of every term that has one. */
export function elidedTerms(query: Query, locale: string | undefined): string[] {
  return query.terms.flatMap((term) => elidedTerm(query, term, locale) ?? [])
}
