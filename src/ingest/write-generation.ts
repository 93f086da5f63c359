import type { CatalogInfo, CatalogStore, GenerationBuilder, GenerationCheck } from '../speller/ports.ts'
import type { Collected } from './collect.ts'
import type { StateFiles } from './ingest-state.ts'
import type { RecordWriter } from './product-record.ts'

export interface WritingProgress {
  readonly phase: 'writing' | 'committing'
  /** Names and bigrams in the store, of `total`. */
  readonly written: number
  readonly total: number
}

export interface WriteOptions {
  readonly store: CatalogStore
  readonly state: StateFiles
  readonly key: string
  readonly collected: Collected
  readonly record: RecordWriter
  /** Of a delta feed: the generation that it changes. */
  readonly base?: string
  readonly onProgress: (progress: WritingProgress) => void
  readonly signal?: AbortSignal
  readonly check?: GenerationCheck
}

const batchSize = 2000

/**
 * Writes the names in batches, with a checkpoint after each, and swaps. On failure or abort the unfinished generation is
 * removed; where even that fails (the store is away), the checkpoint stays and the next run goes on from it.
 */
export async function writeGeneration(options: WriteOptions): Promise<{ info: CatalogInfo; isResumed: boolean }> {
  const { store, state, key, collected } = options
  const { counts, products } = collected
  const checkpoint = await state.checkpoint()
  const wanted = checkpoint?.key === key && checkpoint.base === options.base ? checkpoint : undefined
  const builder = await store.build(wanted ? { resume: wanted.generation } : {})
  const resumed = wanted?.generation === builder.id ? wanted : undefined
  let info: CatalogInfo
  try {
    await writeBatches(options, builder, resumed ?? { names: 0, bigrams: 0 })
    collected.close()
    // Before it goes live, so that whatever is live has its record.
    await options.record.place(builder.id)
    info = await builder.commit({ products, kinds: counts.names }, options.check)
  } catch (error) {
    try {
      await options.record.discard()
      await builder.abort()
      await state.dropCheckpoint()
    } catch {
      // The first error is the one to report.
    }
    throw error
  }
  await state.saveIngested({ key, generation: info.id, counts, ...baseOf(options) })
  return { info, isResumed: resumed !== undefined }
}

async function writeBatches(
  options: WriteOptions,
  builder: GenerationBuilder,
  from: { readonly names: number; readonly bigrams: number },
): Promise<void> {
  const { state, key, collected, onProgress, signal } = options
  const { names, bigrams, counts } = collected
  const total = names.length + bigrams.length
  const save = async (writtenNames: number, writtenBigrams: number) => {
    await state.saveCheckpoint({
      ...{ key, generation: builder.id, counts, ...baseOf(options) },
      names: writtenNames,
      bigrams: writtenBigrams,
    })
    onProgress({ phase: 'writing', written: writtenNames + writtenBigrams, total })
    signal?.throwIfAborted()
  }
  await save(from.names, from.bigrams)
  for (const { batch, end } of batchesOf(names, from.names)) {
    await builder.addNames(batch)
    await save(end, from.bigrams)
  }
  for (const { batch, end } of batchesOf(bigrams, from.bigrams)) {
    await builder.addBigrams(batch)
    await save(names.length, end)
  }
  onProgress({ phase: 'committing', written: total, total })
}

/** `end`: how many of the listing come up to the end of the batch. The first `from` are left out. */
function* batchesOf<Each>(listing: Iterable<Each>, from: number): Generator<{ batch: readonly Each[]; end: number }> {
  let batch: Each[] = []
  let end = 0
  for (const each of listing) {
    if (end++ < from) continue
    batch.push(each)
    if (batch.length < batchSize) continue
    yield { batch, end }
    batch = []
  }
  if (batch.length > 0) yield { batch, end }
}

function baseOf({ base }: WriteOptions): { readonly base?: string } {
  return base === undefined ? {} : { base }
}
