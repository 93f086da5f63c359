import { codePoints } from '../../speller/edit-distance.ts'
import { joined } from '../../speller/normalise.ts'
import type { SearchOptions } from '../../speller/ports.ts'
import { bestHits, maxHitEdits, nearEdits, scoreHits } from '../../speller/rank-hits.ts'
import type { Hit } from '../../speller/types.ts'
import { deletionVector, gramVector, maxDeletionSpan, nameKeys, nameOf } from './qdrant-points.ts'
import type { Filter, Query } from './qdrant-requests.ts'

/** What one query of a batch answers. */
export interface Answer {
  readonly points: readonly { readonly id: string | number; readonly payload?: unknown }[]
}

/** Shortest joined form of a single term for which names that only share n-grams count as hits. */
const minGramLength = 5
/**
 * Points fetched by one query before the edit distance chooses: the server's order is only near the right one. In a catalog
 * of 60,000 names these held 10,508 of the 10,514 near names among the 8 best of 3,043 spans.
 */
const deletionPool = (limit: number) => Math.max(96, 12 * limit)
const pool = (limit: number) => Math.max(64, 8 * limit)

/** What a joined form is looked up by. */
export interface Lookup {
  readonly form: string
  readonly queries: readonly Query[]
}

/** One for each distinct joined form, all for one round trip: equal joined form, shared deletions, shared n-grams. */
export function lookupsOf(spans: readonly string[], options: SearchOptions): Lookup[] {
  const wanted = new Map<string, { takesGrams: boolean }>()
  for (const span of spans) {
    const form = joined(span)
    if (form === '' || options.limit < 1) continue
    const takesGrams = codePoints(form).length > maxDeletionSpan || takesDistant(span)
    wanted.set(form, { takesGrams: takesGrams || (wanted.get(form)?.takesGrams ?? false) })
  }
  return [...wanted].map(([form, { takesGrams }]) => ({ form, queries: queriesOf(form, takesGrams, options) }))
}

function queriesOf(form: string, takesGrams: boolean, { limit, locale }: SearchOptions): Query[] {
  const filter = (...must: NonNullable<Filter['must']>): { filter?: Filter } => {
    if (locale !== undefined) must.push({ key: 'locale', match: { any: [...new Set(['', locale])] } })
    return must.length === 0 ? {} : { filter: { must } }
  }
  const common = { limit: pool(limit), with_payload: nameKeys }
  const queries: Query[] = [{ ...filter({ key: 'joined', match: { value: form } }), ...common }]
  const deletions = codePoints(form).length <= maxDeletionSpan ? deletionVector(form) : undefined
  if (deletions)
    queries.push({ query: deletions, using: 'deletions', ...filter(), ...common, limit: deletionPool(limit) })
  const grams = takesGrams ? gramVector(form) : undefined
  if (grams) queries.push({ query: grams, using: 'grams', ...filter(), ...common })
  return queries
}

/** Hits of a span from the answers to the queries of its joined form. Distant names follow when none is within 1 edit. */
export function hitsOf(span: string, answers: readonly Answer[], { limit, typingCost }: SearchOptions): Hit[] {
  const points = new Map(answers.flatMap((answer) => answer.points).map((point) => [point.id, point]))
  const names = [...points.values()].map((point) => nameOf(point.payload))
  const hits = scoreHits(span, names)
  const takesAll = takesDistant(span) && hits.every((hit) => hit.edits > 1)
  const length = codePoints(joined(span)).length
  const most = ({ name }: Hit) => (takesAll ? maxHitEdits : nearEdits(length, codePoints(joined(name.form)).length))
  const wanted = hits.filter((hit) => hit.edits <= most(hit))
  return bestHits(span, wanted, limit, typingCost)
}

/** Whether names that only share n-grams may count as hits: for longer single terms, as in the embedded engine. */
function takesDistant(span: string): boolean {
  return !span.includes(' ') && codePoints(span).length >= minGramLength
}
