import { codePoints } from '../../speller/edit-distance.ts'
import { partsThatAre } from '../../speller/name-parts.ts'
import { joined } from '../../speller/normalise.ts'
import type { SearchOptions } from '../../speller/ports.ts'
import { bestHits, hitOrder, maxHitEdits, nearEdits, scoreHits } from '../../speller/rank-hits.ts'
import { nameSound, spanSound, withAlike } from '../../speller/sound-alikes.ts'
import type { Hit, Name } from '../../speller/types.ts'
import { distantPool, explains, takesDistant } from './distant-names.ts'
import type { QdrantConnection } from './qdrant-connection.ts'
import {
  deletionVector,
  gramVector,
  maxDeletionSpan,
  type Metadata,
  metadataId,
  nameKeys,
  nameOf,
} from './qdrant-points.ts'
import type { Condition, Filter, Query, RequestBody } from './qdrant-requests.ts'

/** What one query of a batch answers. */
export interface Answer {
  readonly points: readonly { readonly id: string | number; readonly score: number; readonly payload?: unknown }[]
}

/**
 * Points fetched by one query before the edit distance chooses: the server's order is only near the right one. In a catalog
 * of 60,000 names these held 10,508 of the 10,514 near names among the 8 best of 3,043 spans.
 */
const deletionPool = (limit: number) => Math.max(96, 12 * limit)
const pool = (limit: number) => Math.max(64, 8 * limit)

/** Hits of each span, in order. */
export type SearchSpans = (spans: readonly string[], options: SearchOptions) => Promise<Hit[][]>

/** By edits and shared n-grams, in one batch. */
export function createHybridSearch(connection: QdrantConnection, alias: string): SearchSpans {
  return async (spans, options) => {
    const lookups = lookupsOf(spans, options)
    if (lookups.length === 0) return spans.map(() => [])
    const request: RequestBody<'queryBatch'> = { searches: lookups.flatMap(({ queries }) => queries) }
    const answers = await connection.ask(`search '${alias}'`, (client) => client.queryBatch(alias, request))
    const byForm = new Map<string, Found>()
    let at = 0
    for (const { form, queries } of lookups) {
      const own = answers.slice(at, (at += queries.length))
      const alike = own[queries.findIndex(({ using }) => using === 'grams')]?.points ?? []
      byForm.set(form, { names: namesOf(own), byGrams: { points: alike.slice(0, distantPool) } })
    }
    return spans.map((span) =>
      hitsOf(span, byForm.get(joined(span)) ?? { names: [], byGrams: { points: [] } }, options),
    )
  }
}

/** What a joined form is looked up by. */
interface Lookup {
  readonly form: string
  readonly queries: readonly Query[]
}

/** One for each distinct joined form: equal joined form, shared deletions, shared n-grams, equal sound. */
function lookupsOf(spans: readonly string[], options: SearchOptions): Lookup[] {
  const wanted = new Map<string, { takesGrams: boolean; sound: string | undefined }>()
  for (const span of spans) {
    const form = joined(span)
    if (form === '' || options.limit < 1) continue
    const before = wanted.get(form)
    const sound = (options.alike ?? 0) > 0 ? spanSound(span) : undefined
    wanted.set(form, { takesGrams: takesDistant(span) || (before?.takesGrams ?? false), sound: sound ?? before?.sound })
  }
  return [...wanted].map(([form, { takesGrams, sound }]) => ({
    form,
    queries: [
      byJoinedForm(form, options),
      ...byNearness(form, takesGrams, options),
      ...(sound === undefined ? [] : [bySound(sound, options)]),
    ],
  }))
}

/** Of more the server returns any: no order of its own goes by letters. */
const soundPool = 256

function bySound(sound: string, { locale }: SearchOptions): Query {
  return { ...filtered(locale, { key: 'sound', match: { value: sound } }), limit: soundPool, with_payload: nameKeys }
}

/** Names of the locale or of none that meet all conditions. */
export function filtered(locale: string | undefined, ...must: readonly Condition[]): { filter?: Filter } {
  const own = locale === undefined ? [] : [{ key: 'locale', match: { any: [...new Set(['', locale])] } }]
  return must.length + own.length === 0 ? {} : { filter: { must: [...must, ...own] } }
}

export function byJoinedForm(form: string, { limit, locale }: SearchOptions): Query {
  return { ...filtered(locale, { key: 'joined', match: { value: form } }), limit: pool(limit), with_payload: nameKeys }
}

/** Shared deletions where the form is short enough, shared n-grams where it is not, or where these are wanted as well. */
export function byNearness(
  form: string,
  takesGrams: boolean,
  { limit, locale }: SearchOptions,
  ...must: readonly Condition[]
): Query[] {
  const isShort = codePoints(form).length <= maxDeletionSpan
  const deletions = isShort ? deletionVector(form) : undefined
  const grams = takesGrams || !isShort ? gramVector(form) : undefined
  const common = { ...filtered(locale, ...must), with_payload: nameKeys }
  return [
    ...(deletions ? [{ query: deletions, using: 'deletions' as const, ...common, limit: deletionPool(limit) }] : []),
    ...(grams
      ? // of a short form the near names are among those of the deletions
        [{ query: grams, using: 'grams' as const, ...common, limit: isShort ? distantPool : pool(limit) }]
      : []),
  ]
}

/** What the generation says of itself, within a batch: which one answers is not known before. */
export function metadataQuery(...keys: (keyof Metadata)[]): Query {
  return { filter: { must: [{ has_id: [metadataId] }] }, limit: 1, with_payload: keys }
}

export function metadataIn(answer: Answer | undefined): Pick<Metadata, 'generation' | 'encoder'> {
  const payload = (answer?.points[0]?.payload ?? {}) as Partial<Metadata>
  return { generation: payload.generation ?? '', encoder: payload.encoder }
}

/** The names that answers brought, each once. */
export function namesOf(answers: readonly Answer[]): Name[] {
  const points = new Map(answers.flatMap((answer) => answer.points).map((point) => [point.id, point]))
  return [...points.values()].map((point) => nameOf(point.payload))
}

/** What the queries of a joined form brought. */
interface Found {
  readonly names: readonly Name[]
  /** Those that share most n-gram weight: `distantPool` at most. */
  readonly byGrams: Answer
}

/** Hits of a span, best first. A name that only shares deletions with it is none, as in the embedded engine. */
function hitsOf(span: string, { names, byGrams }: Found, { limit, typingCost, alike = 0 }: SearchOptions): Hit[] {
  const length = codePoints(joined(span)).length
  const isNear = ({ name, edits }: Hit) => edits <= nearEdits(length, codePoints(joined(name.form)).length)
  const hits = scoreHits(span, [...names, ...partsThatAre(span, names)]).filter(isNear)
  if (takesDistant(span) && !hits.some(explains))
    hits.push(...scoreHits(span, namesOf([byGrams])).filter((hit) => hit.edits <= maxHitEdits && !isNear(hit)))
  const best = bestHits(span, hits, limit, typingCost)
  const sound = alike > 0 ? spanSound(span) : undefined
  if (sound === undefined) return best
  const heard = names.filter((name) => nameSound(name) === sound)
  return withAlike(best, scoreHits(span, heard), alike, hitOrder(span, typingCost))
}
