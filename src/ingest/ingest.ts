import { createHash } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { SpellerError } from '../speller/errors.ts'
import type { CatalogStore, GenerationCheck } from '../speller/ports.ts'
import { collect, type ReadingProgress } from './collect.ts'
import type { FeedFormat } from './detect-format.ts'
import { lockIngestion } from './ingest-lock.ts'
import { stateFiles, type FeedCounts } from './ingest-state.ts'
import { extractorVersion } from './names.ts'
import { hashFile } from './read-feed.ts'
import { writeGeneration, type WritingProgress } from './write-generation.ts'

export type IngestProgress = ReadingProgress | WritingProgress

export interface IngestOptions {
  /** Path of the feed. */
  readonly feed: string
  /** Absent: a dry run, which reads, counts and writes the rejects file. */
  readonly store?: CatalogStore
  readonly dataDir: string
  readonly format?: FeedFormat | 'auto'
  /** BCP 47 tag of products that name none. */
  readonly locale?: string
  /** Path of a list of popular queries. */
  readonly popularQueries?: string
  /** Builds again although the live generation was made from the same feed. */
  readonly force?: boolean
  /** Asked before the swap. */
  readonly check?: GenerationCheck
  readonly onProgress?: (progress: IngestProgress) => void
  readonly signal?: AbortSignal
}

export interface IngestSummary extends FeedCounts {
  readonly feed: string
  /** resumed: finished what a killed run had begun. already_live: nothing was done. */
  readonly outcome: 'ingested' | 'resumed' | 'already_live' | 'dry_run'
  readonly seconds: number
  /** Absent after a dry run. */
  readonly generation?: string
}

/**
 * Turns a feed into a new live generation. The same bytes and options again do nothing. When it fails or is aborted, the
 * live generation stays as it was.
 *
 * After a kill the next run goes on by phases. Reading starts anew, and gives the same names in the same order: it is the
 * time of one pass over the feed, where a checkpoint would write out the collector's maps, larger than the feed's titles,
 * again and again. Writing goes on after the last batch in the checkpoint, where the store still has the unfinished
 * generation, else from the first batch. A commit that was done but not recorded is recognised by the live generation's id.
 */
export async function ingest(options: IngestOptions): Promise<IngestSummary> {
  await mkdir(options.dataDir, { recursive: true })
  const unlock = await lockIngestion(options.dataDir)
  try {
    return await ingestLocked(options)
  } finally {
    await unlock()
  }
}

async function ingestLocked(options: IngestOptions): Promise<IngestSummary> {
  const started = performance.now()
  const { feed, store, dataDir, signal } = options
  const onProgress = options.onProgress ?? (() => undefined)
  const state = stateFiles(dataDir)
  const feedSha256 = await hashFile(feed)
  const key = await keyOf(options, feedSha256)
  const summary = (outcome: IngestSummary['outcome'], counts: FeedCounts, generation?: string): IngestSummary => ({
    ...counts,
    feed,
    outcome,
    seconds: (performance.now() - started) / 1000,
    ...(generation === undefined ? {} : { generation }),
  })
  signal?.throwIfAborted()

  if (store && !options.force) {
    const [ingested, checkpoint] = await Promise.all([state.ingested(), state.checkpoint()])
    const isOurs = [ingested, checkpoint].some((known) => known?.key === key)
    const live = isOurs ? await liveGeneration(store) : undefined
    if (ingested?.key === key && ingested.generation === live) {
      return summary('already_live', ingested.counts, live)
    }
    if (checkpoint?.key === key && checkpoint.generation === live) {
      await state.saveIngested(checkpoint)
      return summary('resumed', checkpoint.counts, live)
    }
  }

  const collected = await collect({ ...options, format: options.format ?? 'auto', onProgress })
  if (collected.sha256 !== feedSha256) {
    throw new SpellerError('catalog_invalid', `${feed}: the file changed while it was read; run the ingestion again`)
  }
  if (!store) return summary('dry_run', collected.counts)
  const { info, isResumed } = await writeGeneration({
    store,
    state,
    key,
    collected,
    onProgress,
    ...(signal ? { signal } : {}),
    ...(options.check ? { check: options.check } : {}),
  })
  return summary(isResumed ? 'resumed' : 'ingested', collected.counts, info.id)
}

async function keyOf(options: IngestOptions, feedSha256: string): Promise<string> {
  const queries = options.popularQueries === undefined ? null : await hashFile(options.popularQueries)
  const parts = [extractorVersion, feedSha256, options.format ?? 'auto', options.locale ?? null, queries]
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex')
}

async function liveGeneration(store: CatalogStore): Promise<string> {
  const index = await store.open()
  try {
    return (await index.info()).id
  } finally {
    await index.close()
  }
}
