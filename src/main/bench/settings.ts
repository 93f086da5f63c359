import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Config } from '../../config.ts'
import type { GoldCase } from '../../evaluate/gold.ts'
import type { FeedSource } from '../../ingest/read-feed.ts'
import type { LateSettings } from './late-settings.ts'
import type { Sheet } from './sheet.ts'

/** What every section is given. */
export interface Bench {
  readonly config: Config
  /** The wanted feed, and how it is read. */
  readonly source: FeedSource
  /** Holds the three graphs and config.json; the rest of what was learned comes from the settings' folder. */
  readonly modelDir: string
  /** Holds the same graphs in fp32. */
  readonly fp32Dir?: string
  readonly queries: readonly string[]
  readonly isQuick: boolean
  /** The feed was given, with a gold file of its queries. */
  readonly goldOfFeed?: readonly GoldCase[]
  /** Sizes of made-up catalogs, where they were given. */
  readonly names?: readonly number[]
  /** Bytes of a name for each of its vectors, where they were given. */
  readonly gates?: readonly number[]
  /** How far late interaction looks, to be compared, where it was given. */
  readonly late?: LateSettings
  /** Of a long feed, whose ingestion's memory is wanted. */
  readonly products?: number
  /** Where tables and curves are written, if anywhere. */
  readonly out?: string
}

export type Measure = (bench: Bench, sheet: Sheet) => Promise<void>

export function hasModel({ modelDir }: Bench): boolean {
  return existsSync(join(modelDir, 'decode.onnx'))
}

export function noModelNote({ modelDir }: Bench): string {
  return `Not measured with a model: ${modelDir} holds none. Give another folder with --model.`
}
