import { commonZipf } from './features.ts'
import { termsPerTitle, type TermCounts } from './language-model.ts'
import type { Lookup } from './lookup.ts'
import { changedTerms } from './readings.ts'
import type { Query, Reading } from './types.ts'

/**
 * True for readings that change a common word of the language which the catalog lacks, where that says nothing: titles as many as its own would
 * hold the word less than once if they were any text. In a large catalog its absence is evidence, which the ranker weighs.
 */
export function changesMissingWords(query: Query, readings: readonly Reading[], counts: TermCounts): boolean {
  return changedTerms(query, readings).some((term) => {
    const zipf = counts.zipf(term)
    const expected = counts.products * termsPerTitle * 10 ** (zipf - 9)
    return zipf >= commonZipf && expected < 1 && counts.count(term) === 0
  })
}

/**
 * True for readings that hold a term which neither the query, nor the catalog's titles, nor a name that was found has: nothing that the shop
 * sells, or is often asked for, speaks for it.
 */
export function readsMissingWords(
  query: Query,
  readings: readonly Reading[],
  { counts, hits }: Pick<Lookup, 'counts' | 'hits'>,
): boolean {
  const typed = new Set(query.terms.map((term) => term.text))
  const isNamed = (term: string) => hits.some((found) => found.some(({ name }) => name.form.split(' ').includes(term)))
  return readings.some(({ terms }) =>
    terms.some((term) => !typed.has(term) && counts.count(term) === 0 && !isNamed(term)),
  )
}
