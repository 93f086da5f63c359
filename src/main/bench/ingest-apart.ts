import { join } from 'node:path'
import type { FeedSource } from '../../ingest/read-feed.ts'
import { startNode, typescript } from './child.ts'

const script = join(import.meta.dirname, 'ingest-probe.ts')

/** Of an ingestion in a process of its own; memory in bytes. Times are without the start of the process. */
export interface IngestedApart {
  /** Highest resident memory until all products were read. */
  readonly reading: number
  /** The same until live. */
  readonly highest: number
  readonly products: number
  readonly names: number
  readonly bigrams: number
  /** Until live, by the clock. */
  readonly seconds: number
  /** Of all threads. */
  readonly processorSeconds: number
}

/** Makes a feed live in a data directory. */
export async function ingestApart(source: FeedSource, dataDir: string, isDelta = false): Promise<IngestedApart> {
  const args = [...typescript, script, dataDir, JSON.stringify({ ...source, isDelta })]
  const child = await startNode(args, process.env, (line) => /^ingested (.*)$/.exec(line)?.[1])
  await child.ended
  return JSON.parse(child.found) as IngestedApart
}
