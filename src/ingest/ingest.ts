import { createHash } from 'node:crypto'
import { SpellerError } from '../speller/errors.ts'
import type { CatalogStore, GenerationCheck } from '../speller/ports.ts'
import type { BrandRuling } from './brand-review.ts'
import { collect, type ReadingProgress } from './collect.ts'
import { deltaBase } from './delta-base.ts'
import { dryRun } from './dry-run.ts'
import { lockIngestion } from './ingest-lock.ts'
import { stateFiles, type FeedCounts } from './ingest-state.ts'
import { liveGeneration } from './live-generation.ts'
import { extractorVersion } from './names.ts'
import type { Preview } from './preview.ts'
import { productRecords } from './product-record.ts'
import { hashFile, type FeedSource } from './read-feed.ts'
import { placeOf } from './sources/place.ts'
import { writeGeneration, type WritingProgress } from './write-generation.ts'

export type IngestProgress = ReadingProgress | WritingProgress

export interface IngestOptions extends FeedSource {
  /** Needed unless it is a dry run. */
  readonly store?: CatalogStore
  /** Reads and compares with what is live, where that is known; writes nothing. */
  readonly isDryRun?: boolean
  readonly dataDir: string
  /** What the shop says about brands that look misspelled. */
  readonly brandRulings?: readonly BrandRuling[]
  /** The feed holds changes only: of products that are new, changed or deleted. */
  readonly isDelta?: boolean
  /** Builds again although the live generation was made from the same feed. */
  readonly force?: boolean
  /** Asked before the swap. */
  readonly check?: GenerationCheck
  /** Ids of the generations that a roll-back may lead to. Absent: the one before only. */
  readonly keptGenerations?: () => Promise<readonly string[]>
  readonly onProgress?: (progress: IngestProgress) => void
}

export interface IngestSummary extends FeedCounts {
  readonly feed: string
  /** resumed: finished what a killed run had begun. already_live: nothing was done. */
  readonly outcome: 'ingested' | 'resumed' | 'already_live' | 'dry_run'
  readonly seconds: number
  /** Absent after a dry run. */
  readonly generation?: string
  /** Of a dry run. */
  readonly preview?: Preview
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
  const { store } = options
  if (options.isDryRun) {
    const started = performance.now()
    const found = await dryRun(options)
    const seconds = (performance.now() - started) / 1000
    return { ...found, feed: placeOf(options.feed).text, outcome: 'dry_run', seconds }
  }
  if (!store) throw new TypeError('an ingestion needs a store')
  const unlock = await lockIngestion(options.dataDir)
  try {
    return await ingestLocked({ ...options, store })
  } finally {
    await unlock()
  }
}

async function ingestLocked(options: IngestOptions & { readonly store: CatalogStore }): Promise<IngestSummary> {
  const started = performance.now()
  const { feed, store, dataDir, signal } = options
  const onProgress = options.onProgress ?? (() => undefined)
  const state = stateFiles(dataDir)
  const place = placeOf(feed)
  const summary = (outcome: IngestSummary['outcome'], counts: FeedCounts, generation?: string): IngestSummary => ({
    ...counts,
    feed: place.text,
    outcome,
    seconds: (performance.now() - started) / 1000,
    ...(generation === undefined ? {} : { generation }),
  })
  const finished = async (key: string) => {
    if (options.force) return undefined
    const [ingested, checkpoint] = await Promise.all([state.ingested(), state.checkpoint()])
    const isOurs = [ingested, checkpoint].some((known) => known?.key === key)
    const live = isOurs ? await liveGeneration(store) : undefined
    if (ingested?.key === key && ingested.generation === live) {
      // left by a run that was killed between recording what is live and dropping its checkpoint
      if (checkpoint?.generation === live) await state.dropCheckpoint()
      return summary('already_live', ingested.counts, live)
    }
    if (checkpoint?.key !== key || checkpoint.generation !== live) return undefined
    await state.saveIngested(checkpoint)
    return summary('resumed', checkpoint.counts, live)
  }

  const queriesSha256 = options.popularQueries === undefined ? null : await hashFile(options.popularQueries)
  // What a server sends is known once it is read.
  const feedSha256 = place.kind === 'file' ? await hashFile(feed) : undefined
  signal?.throwIfAborted()
  const done = feedSha256 && (await finished(keyOf(options, feedSha256, queriesSha256)))
  if (done) return done

  const records = productRecords(dataDir)
  const live = await liveGeneration(store)
  const base = options.isDelta ? await deltaBase(records, live, { ...options, feed: place.text }) : undefined
  const record = await records.begin(base ? base.locale.recorded : (options.locale ?? null))
  const collected = await collect({
    ...options,
    onProgress,
    record,
    ...(base ? { base } : {}),
  })
  try {
    if (feedSha256 !== undefined && collected.sha256 !== feedSha256) {
      await record.discard()
      throw new SpellerError('catalog_invalid', `${feed}: the file changed while it was read; run the ingestion again`)
    }
    const key = keyOf(options, collected.sha256, queriesSha256)
    const doneNow = feedSha256 === undefined ? await finished(key) : undefined
    if (doneNow) {
      await record.discard()
      return doneNow
    }
    const { info, isResumed } = await writeGeneration({
      store,
      state,
      key,
      collected,
      record,
      onProgress,
      ...(base ? { base: base.generation } : {}),
      ...(signal ? { signal } : {}),
      ...(options.check ? { check: options.check } : {}),
    })
    // The ones before stay, for a delta after a roll-back.
    await records.keep([info.id, live, ...((await options.keptGenerations?.()) ?? [])])
    return summary(isResumed ? 'resumed' : 'ingested', collected.counts, info.id)
  } finally {
    collected.close()
  }
}

function keyOf(
  { format, locale, columns, isDelta, brandRulings }: IngestOptions,
  feedSha256: string,
  queriesSha256: string | null,
): string {
  const map = Object.entries(columns ?? {}).sort()
  const parts = [
    extractorVersion,
    feedSha256,
    format ?? 'auto',
    locale ?? null,
    queriesSha256,
    map,
    isDelta ?? false,
    brandRulings ?? [],
  ]
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex')
}
