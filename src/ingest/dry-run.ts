import { SpellerError } from '../speller/errors.ts'
import type { Name } from '../speller/types.ts'
import { collect } from './collect.ts'
import type { IngestOptions } from './ingest.ts'
import type { FeedCounts } from './ingest-state.ts'
import { liveGeneration } from './live-generation.ts'
import { deltaBase } from './delta-base.ts'
import { createNameCollector } from './names.ts'
import { compareNames, type Preview } from './preview.ts'
import { productRecords, type ProductRecords } from './product-record.ts'
import { placeOf } from './sources/place.ts'

/**
 * Reads and counts, and says which names the catalog would gain and lose: all are gained where there is no catalog yet. Leaves nothing behind. Without a record of the live
 * generation, or when the store is away, the preview says why it is not known.
 */
export async function dryRun(options: IngestOptions): Promise<FeedCounts & { readonly preview: Preview }> {
  const records = productRecords(options.dataDir)
  const { live, problem } = await findLive(options)
  const { onProgress = () => undefined, dataDir: _unwritten, ...given } = options
  const feed = placeOf(options.feed).text
  const base = options.isDelta ? await deltaBase(records, live, { ...options, feed }) : undefined
  const collected = await collect({
    ...given,
    onProgress,
    ...(base ? { base } : {}),
  })
  const { names, counts } = collected
  try {
    if (problem !== undefined) return { ...counts, preview: { unknown: problem } }
    if (live === undefined) return { ...counts, preview: await compareNames([], names) }
    if (await records.has(live)) return { ...counts, preview: await compareWithRecord(records, live, names, options) }
    return { ...counts, preview: { unknown: 'there is no record of the live catalog here' } }
  } finally {
    collected.close()
  }
}

async function findLive({ store }: IngestOptions): Promise<{ readonly live?: string; readonly problem?: string }> {
  try {
    return store ? { live: await liveGeneration(store) } : {}
  } catch (error) {
    if (error instanceof SpellerError) return { problem: `the live catalog cannot be asked: ${error.message}` }
    throw error
  }
}

async function compareWithRecord(
  records: ProductRecords,
  generation: string,
  names: Iterable<Name>,
  { brandRulings }: IngestOptions,
): Promise<Preview> {
  const collector = createNameCollector(brandRulings ? { brandRulings } : {})
  try {
    for await (const one of records.read(generation)) {
      if ('product' in one) collector.add(one.product)
      else collector.addQuery(one.query.query, one.query.count, one.query.locale)
    }
    return await compareNames(collector.list().names, names)
  } finally {
    collector.close()
  }
}
