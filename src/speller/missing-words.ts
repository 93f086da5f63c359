import { commonZipf } from './features.ts'
import { termsPerTitle, type TermCounts } from './language-model.ts'
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
