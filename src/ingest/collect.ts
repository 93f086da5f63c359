import { SpellerError } from '../speller/errors.ts'
import type { NameKind } from '../speller/types.ts'
import { createIdSet } from './id-set.ts'
import type { FeedCounts } from './ingest-state.ts'
import { createNameCollector, type CollectedNames } from './names.ts'
import { openFeed, type FeedOptions } from './read-feed.ts'
import { readQueries } from './read-queries.ts'
import { openRejectsFile, type RejectsFile } from './rejects.ts'
import { placeOf } from './sources/place.ts'

export interface ReadingProgress {
  readonly phase: 'reading'
  readonly bytes: number
  /** Absent where the source does not say. */
  readonly totalBytes?: number
  readonly products: number
  readonly rejects: number
}

export interface CollectOptions extends FeedOptions {
  /** Path or address. */
  readonly feed: string
  readonly dataDir: string
  readonly locale?: string
  /** Path of a list of popular queries. */
  readonly popularQueries?: string
  readonly onProgress: (progress: ReadingProgress) => void
}

export interface Collected extends CollectedNames {
  readonly counts: FeedCounts
  /** Of the bytes or rows that were read. */
  readonly sha256: string
}

const recordsPerReport = 500

/** Reads a feed into names, and puts its rejects file in place. Fails with `catalog_invalid` when no product is usable. */
export async function collect(options: CollectOptions): Promise<Collected> {
  const { feed, signal } = options
  const reading = await openFeed(feed, options)
  const { text, fileName } = placeOf(feed)
  const rejects = openRejectsFile(options.dataDir, fileName, reading.unit)
  const collector = createNameCollector(options.locale === undefined ? {} : { locale: options.locale })
  const ids = createIdSet()
  let products = 0
  let duplicates = 0
  let firstReject: string | undefined
  const report = () =>
    options.onProgress({
      phase: 'reading',
      bytes: reading.bytesRead(),
      ...(reading.totalBytes === undefined ? {} : { totalBytes: reading.totalBytes }),
      products,
      rejects: rejects.total,
    })
  try {
    let records = 0
    for await (const entry of reading.entries) {
      if (records++ % recordsPerReport === 0) {
        signal?.throwIfAborted()
        report()
      }
      if ('reject' in entry) {
        const { reason, detail } = entry.reject
        firstReject ??= `${reading.unit} ${entry.line}: ${reason}${detail === undefined ? '' : ` (${detail})`}`
        await rejects.add(entry.line, entry.reject)
      } else if (ids.add(`${entry.product.locale ?? ''}\0${entry.product.id}`)) {
        products++
        collector.add(entry.product)
      } else duplicates++
    }
    report()
    if (options.popularQueries !== undefined) {
      for await (const { query, count } of readQueries(options.popularQueries)) {
        collector.addQuery(query, count, options.locale)
      }
    }
    signal?.throwIfAborted()
    await rejects.finish()
  } catch (error) {
    await rejects.discard()
    throw error
  }
  if (products === 0) throw nothingUsable(text, rejects, firstReject)
  const collected = collector.finish()
  const counts = {
    format: reading.format,
    products,
    rejects: rejects.total,
    rejectsByReason: rejects.counts,
    ...(rejects.total > 0 ? { rejectsFile: rejects.path } : {}),
    duplicates,
    names: countByKind(collected),
    bigrams: collected.bigrams.length,
  }
  return { ...collected, counts, sha256: await reading.sha256() }
}

function countByKind({ names }: CollectedNames): Record<NameKind, number> {
  const counts: Record<NameKind, number> = { brand: 0, line: 0, query: 0, phrase: 0, term: 0 }
  for (const { kind } of names) counts[kind]++
  return counts
}

function nothingUsable(feed: string, rejects: RejectsFile, firstReject: string | undefined): SpellerError {
  const why =
    firstReject === undefined
      ? 'it holds no records; each needs an id and a title'
      : `all ${rejects.total} records were refused, the first at ${firstReject}; see ${rejects.path}`
  return new SpellerError('catalog_invalid', `${feed}: no usable product: ${why}`)
}
