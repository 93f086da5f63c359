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
/** A killed run loses at most this of its writing. Each checkpoint takes as long as hundreds of names. */
const msBetweenCheckpoints = 250

/**
 * Writes the names in batches, with a checkpoint now and then, and swaps. On failure or abort the unfinished generation is
 * removed; where even that fails (the store is away), a checkpoint of all batches stays and the next run goes on from it.
 */
export async function writeGeneration(options: WriteOptions): Promise<{ info: CatalogInfo; isResumed: boolean }> {
  const { store, state, key, collected } = options
  const { counts, products } = collected
  const checkpoint = await state.checkpoint()
  const wanted = checkpoint?.key === key && checkpoint.base === options.base ? checkpoint : undefined
  const expected = { names: collected.names.length, bigrams: collected.bigrams.length }
  const builder = await store.build(wanted ? { resume: wanted.generation, expected } : { expected })
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

/** Names and bigrams that are in the store. */
interface Written {
  readonly names: number
  readonly bigrams: number
}

async function writeBatches(options: WriteOptions, builder: GenerationBuilder, from: Written): Promise<void> {
  const { state, key, collected, onProgress, signal } = options
  const { names, bigrams, counts } = collected
  const total = names.length + bigrams.length
  let written = from
  let savedAt = -Infinity
  const save = () => {
    savedAt = performance.now()
    const of = { key, generation: builder.id, counts, ...baseOf(options) }
    return state.saveCheckpoint({ ...of, names: written.names, bigrams: written.bigrams })
  }
  const note = async (now: Written) => {
    written = now
    if (performance.now() - savedAt >= msBetweenCheckpoints) await save()
    onProgress({ phase: 'writing', written: now.names + now.bigrams, total })
    signal?.throwIfAborted()
  }
  try {
    await note(from)
    for (const { batch, end } of batchesOf(names, from.names)) {
      await builder.addNames(batch)
      await note({ names: end, bigrams: from.bigrams })
    }
    for (const { batch, end } of batchesOf(bigrams, from.bigrams)) {
      await builder.addBigrams(batch)
      await note({ names: names.length, bigrams: end })
    }
  } catch (error) {
    await save().catch(() => undefined)
    throw error
  }
  await save()
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
