import { compareHits } from '../../speller/rank-hits.ts'
import type { Hit } from '../../speller/types.ts'

/**
 * How names are found. hybrid: by edits and shared n-grams of the whole joined form. bm25: by shared terms. fuzzy-bm25: by
 * terms within 1 or 2 edits, which count less. Whichever it is, a name whose joined form equals the span's comes first.
 */
export const retrieverNames = ['hybrid', 'bm25', 'fuzzy-bm25'] as const
export type RetrieverName = (typeof retrieverNames)[number]

/** Equal joined forms first, then the greater score, then as every index does. */
export function compareByScore(a: Hit, b: Hit): number {
  return Number(b.edits === 0) - Number(a.edits === 0) || b.score - a.score || compareHits(a, b)
}
