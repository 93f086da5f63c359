import { codePoints } from '../../speller/edit-distance.ts'
import { joined } from '../../speller/normalise.ts'
import type { SearchOptions } from '../../speller/ports.ts'
import { maxHitEdits, nearEdits, rankHits } from '../../speller/rank-hits.ts'
import type { Hit } from '../../speller/types.ts'
import { deletionVector, gramVector, maxDeletionSpan, nameKeys, nameOf } from './qdrant-points.ts'
import type { Filter, Query } from './qdrant-requests.ts'

/** What one query of a batch answers. */
export interface Answer {
  readonly points: readonly { readonly id: string | number; readonly payload?: unknown }[]
}

/** Shortest joined form for which names that only share n-grams count as hits. */
const minGramLength = 5
/** Points fetched by each query before the edit distance chooses: the server's order is only near the right one. */
const pool = (limit: number) => Math.max(64, 8 * limit)

/** Joined forms to look up, each once. */
export function formsOf(spans: readonly string[]): string[] {
  return [...new Set(spans.map(joined).filter((form) => form !== ''))]
}

/** Up to three queries a form, all for one round trip: equal joined form, shared deletions, shared n-grams. */
export function searchQueries(form: string, { limit, locale }: SearchOptions): Query[] {
  const filter = (must: NonNullable<Filter['must']>): { filter?: Filter } => {
    if (locale !== undefined) must.push({ key: 'locale', match: { any: [...new Set(['', locale])] } })
    return must.length === 0 ? {} : { filter: { must } }
  }
  const common = { limit: pool(limit), with_payload: nameKeys }
  const queries: Query[] = [{ ...filter([{ key: 'joined', match: { value: form } }]), ...common }]
  const length = codePoints(form).length
  const deletions = length <= maxDeletionSpan ? deletionVector(form) : undefined
  if (deletions) queries.push({ query: deletions, using: 'deletions', ...filter([]), ...common })
  const grams = length >= minGramLength ? gramVector(form) : undefined
  if (grams) queries.push({ query: grams, using: 'grams', ...filter([]), ...common })
  return queries
}

/** Hits of one form from the answers to its queries. Names that only share n-grams stand in when none is near. */
export function hitsOf(form: string, answers: readonly Answer[], limit: number): Hit[] {
  const points = new Map(answers.flatMap((answer) => answer.points).map((point) => [point.id, point]))
  const names = [...points.values()].map((point) => nameOf(point.payload))
  const hits = rankHits(form, names, limit)
  const length = codePoints(form).length
  const near = hits.filter((hit) => hit.edits <= nearEdits(length))
  if (near.length > 0 || length < minGramLength) return near
  return hits.filter((hit) => hit.edits <= maxHitEdits)
}
