import { headEntryOf } from '../analyse/head-entry.ts'
import type { AskedQuery } from '../analyse/asked-queries.ts'
import { SpellerError } from '../speller/errors.ts'
import { headKey } from '../speller/head.ts'
import { normalise } from '../speller/normalise.ts'
import type { CatalogIndex, Speller } from '../speller/ports.ts'
import { lineOf, type Review, type ReviewedEntry } from './parse-head.ts'

/** Answers of the run so far, by key; null where both systems agree. Written before the next query is asked. */
export interface AnswersSoFar {
  get(key: string): ReviewedEntry | null | undefined
  put(key: string, entry: ReviewedEntry | null): void
}

export interface PrecomputeOptions {
  readonly asked: readonly AskedQuery[]
  readonly slow: Speller
  readonly fast: Speller
  readonly index: CatalogIndex
  /** Id of the generation that the run is about. */
  readonly catalog: string
  readonly soFar: AnswersSoFar
  readonly onProgress: (progress: PrecomputeProgress) => void
  readonly signal?: AbortSignal
}

export interface PrecomputeProgress {
  readonly done: number
  readonly total: number
  readonly disagreements: number
}

export interface Precomputed {
  /** The most frequent first. */
  readonly entries: readonly ReviewedEntry[]
  /** Keys of the queries that both systems answered. */
  readonly answered: ReadonlySet<string>
  /** Queries that one of them did not answer whole. */
  readonly failed: number
}

/** The different queries once normalised, the most frequent first, with their counts added up. Empty ones are left out. */
export function distinctQueries(asked: Iterable<AskedQuery>): AskedQuery[] {
  const byKey = new Map<string, AskedQuery>()
  for (const query of asked) {
    const text = normalise(query.query)
    if (text === '') continue
    const key = headKey({ ...query, query: text })
    const found = byKey.get(key)
    if (found) found.n += query.n
    else byKey.set(key, { ...query })
  }
  return [...byKey.entries()].sort(([a, { n }], [b, { n: m }]) => m - n || (a < b ? -1 : 1)).map(([, query]) => query)
}

/**
 * Asks both systems each query, and gives those on which they differ, for review. A degraded answer counts as none. Fails with
 * `index_failed` when the catalog is swapped meanwhile, and as `signal` does.
 */
export async function precompute(options: PrecomputeOptions): Promise<Precomputed> {
  const { asked, slow, fast, index, catalog, soFar, onProgress, signal } = options
  const entries: ReviewedEntry[] = []
  const answered = new Set<string>()
  let failed = 0
  for (const [i, { query, locale, n }] of asked.entries()) {
    signal?.throwIfAborted()
    const own = locale === undefined ? {} : { locale }
    const key = headKey({ query: normalise(query), ...own })
    let found = soFar.get(key)
    if (found === undefined) {
      const [offline, served] = [await slow.correct(query, own), await fast.correct(query, own)]
      if ([offline, served].some((decision) => decision.catalog !== '' && decision.catalog !== catalog)) throw swapped()
      if (offline.degraded.length + served.degraded.length > 0) failed++
      else {
        const entry = await headEntryOf(offline, served, index, locale)
        found = entry ? { ...entry, review: 'open', searches: n } : null
        soFar.put(key, found)
      }
    }
    if (found !== undefined) answered.add(key)
    if (found) entries.push({ ...found, searches: n })
    onProgress({ done: i + 1, total: asked.length, disagreements: entries.length })
  }
  // decisions tell of a swap a second late
  if ((await index.info()).id !== catalog) throw swapped()
  return { entries, answered, failed }
}

function swapped(): SpellerError {
  return new SpellerError('index_failed', 'The catalog was swapped meanwhile; run it again over the new one.')
}

/**
 * The table to be written: what was found, with the review that the same two answers had before, else with `review`; and what a person
 * has reviewed of queries that were not answered this time.
 */
export function mergeReviews(
  { entries, answered }: Precomputed,
  former: readonly ReviewedEntry[],
  review: Exclude<Review, 'refused'>,
): ReviewedEntry[] {
  const before = new Map(former.map((entry) => [headKey(entry), entry]))
  const found = entries.map((entry) => {
    const old = before.get(headKey(entry))
    const isReviewed = old !== undefined && old.review !== 'open' && saidBy(old) === saidBy(entry)
    return { ...entry, review: isReviewed ? old.review : review }
  })
  const kept = former.filter((entry) => entry.review !== 'open' && !answered.has(headKey(entry)))
  return [...found, ...kept].sort((a, b) => b.searches - a.searches || (lineOf(a) < lineOf(b) ? -1 : 1))
}

/** What both systems would do, whatever their confidence. */
function saidBy({ slow, fast }: ReviewedEntry): string {
  return JSON.stringify([slow.verdict, slow.changes, fast.verdict, fast.changes])
}
