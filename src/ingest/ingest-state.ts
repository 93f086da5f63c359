import { readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { NameKind } from '../speller/types.ts'
import type { SuspectBrand } from './brand-review.ts'
import type { ChangeCounts } from './changes.ts'
import type { DeltaLocale } from './delta-base.ts'
import type { RejectReason } from './feed-entry.ts'
import type { FeedReading } from './read-feed.ts'
import { replaceFile } from './replace-file.ts'

/** What one feed gave. */
export interface FeedCounts {
  readonly format: FeedReading['format']
  readonly products: number
  readonly rejects: number
  readonly rejectsByReason: Readonly<Partial<Record<RejectReason, number>>>
  /** Absent when nothing was rejected, and after a dry run. */
  readonly rejectsFile?: string
  /** Where and why the first one was. */
  readonly firstReject?: string
  /** Products whose id stood earlier in the feed; the first one counts. Of a delta feed the last one does. */
  readonly duplicates: number
  /** Records of a whole feed that say their product is deleted; they are left out. */
  readonly markedDeleted: number
  /** Of a delta feed: which mapped columns none of its records has, in words; of a whole feed that is an error. */
  readonly columnsMissing?: string
  /** Of a delta feed. */
  readonly changes?: ChangeCounts
  /** Of a delta feed; absent in what earlier versions wrote. */
  readonly deltaLocale?: DeltaLocale
  /** Products whose brand field says nothing. */
  readonly junkBrands: number
  /** Brands not learned before the shop says so. */
  readonly suspectBrands: {
    readonly total: number
    readonly examples: readonly SuspectBrand[]
    /** Absent when there are none, and after a dry run. */
    readonly file?: string
  }
  readonly names: Readonly<Record<NameKind, number>>
  readonly bigrams: number
}

/** Which feed, read how, made which generation. */
export interface Ingested {
  /** Of the feed's bytes, the options and the extractor: equal keys give equal names. */
  readonly key: string
  readonly generation: string
  readonly counts: FeedCounts
  /** Of a delta feed: the generation that it changed. */
  readonly base?: string
}

/** A generation in the making: so many names and bigrams, in the collector's order, are in the store. */
export interface Checkpoint extends Ingested {
  readonly names: number
  readonly bigrams: number
}

export interface StateFiles {
  ingested(): Promise<Ingested | undefined>
  checkpoint(): Promise<Checkpoint | undefined>
  /** Survives a killed process; after a power cut it may be an older one, or none. */
  saveCheckpoint(checkpoint: Checkpoint): Promise<void>
  /** Durable; drops the checkpoint. */
  saveIngested(ingested: Ingested): Promise<void>
  dropCheckpoint(): Promise<void>
}

/** `ingest-state.json` and, while a generation is written, `ingest-checkpoint.json`. A damaged file counts as none. */
export function stateFiles(dataDir: string): StateFiles {
  const statePath = join(dataDir, 'ingest-state.json')
  const checkpointPath = join(dataDir, 'ingest-checkpoint.json')
  const dropCheckpoint = async () => {
    await rm(checkpointPath, { force: true })
    await rm(`${checkpointPath}.tmp`, { force: true })
  }
  return {
    ingested: async () => (await read(statePath)) as Ingested | undefined,
    checkpoint: async () => {
      const found = (await read(checkpointPath)) as Checkpoint | undefined
      return Number.isInteger(found?.names) && Number.isInteger(found?.bigrams) ? found : undefined
    },
    async saveCheckpoint(checkpoint) {
      await writeFile(`${checkpointPath}.tmp`, JSON.stringify(checkpoint))
      await rename(`${checkpointPath}.tmp`, checkpointPath)
    },
    async saveIngested({ key, generation, base, counts }) {
      await replaceFile(statePath, JSON.stringify({ key, generation, base, counts }, null, 2) + '\n')
      await dropCheckpoint()
    },
    dropCheckpoint,
  }
}

async function read(path: string): Promise<unknown> {
  try {
    const value = JSON.parse(await readFile(path, 'utf8')) as Partial<Ingested> | null
    const isWhole = typeof value?.key === 'string' && typeof value.generation === 'string' && value.counts !== undefined
    return isWhole ? value : undefined
  } catch (error) {
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}
