import { spaceCosts } from './channel.ts'
import { solidCount } from './readings.ts'
import type { Query, Reading } from './types.ts'

/** Marks beside or among the letters of a keyboard that nobody writes inside a word. Not "/", "&", "+" and "-", which part words. */
const slippedMark = /^[,;:.=\\[\]]$/

/** Neighbouring terms that only such a mark parts, by the place of the first, with what they are without it. */
export function markedTerms(query: Query): { at: number; form: string }[] {
  return query.terms.flatMap((term, at) => {
    const next = query.terms[at + 1]
    if (next === undefined || term.frozen || next.frozen) return []
    return slippedMark.test(query.raw.slice(term.end, next.start)) ? [{ at, form: term.text + next.text }] : []
  })
}

/**
 * "syste,m" as "system": readings of two terms as one of the catalog, where the mark between them was hit by mistake. One of the two
 * is no term of the catalog by itself. `countOf` gives catalog counts of terms.
 */
export function markReadings(query: Query, countOf: (form: string) => number): Reading[] {
  return markedTerms(query).flatMap(({ at, form }) => {
    const parts = [query.terms[at]!, query.terms[at + 1]!]
    if (countOf(form) < solidCount || parts.every((part) => countOf(part.text) >= solidCount)) return []
    return [{ from: at, to: at + 2, terms: [form], cost: spaceCosts.wordCombination }]
  })
}
