import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startNode, typescript } from './child.ts'
import { writeFeed } from './generated-feed.ts'
import { bareMegabytes } from './probe.ts'
import type { Sheet } from './sheet.ts'

const script = join(import.meta.dirname, 'ingest-probe.ts')
/** Of any feed, however long, so that what grows with it is no brand, line or word. */
const shop = { brands: 2_500, lines: 500 }

/** What the process tells; peaks in bytes. */
interface Found {
  /** Of equal parts of the reading. */
  readonly peaks: readonly number[]
  readonly highest: number
  readonly names: number
  readonly bigrams: number
}

/** Peaks of resident memory while a feed of so many products is ingested by a process of its own. The feed goes to a file as it is made up. */
export async function measureIngestMemory(products: number, sheet: Sheet): Promise<void> {
  const dir = await mkdtemp(join(tmpdir(), 'querymend-bench-'))
  try {
    const feed = join(dir, 'feed.tsv')
    await writeFeed(feed, products, 5, shop)
    sheet.sizes({
      'products of the long feed': products,
      'long feed': `${((await stat(feed)).size / 1e6).toFixed(0)} MB`,
    })
    const baseline = { name: 'bare Node', value: await bareMegabytes() }
    const args = [...typescript, script, feed, join(dir, 'data'), String(products)]
    const child = await startNode(args, process.env, (line) => /^peaks (.*)$/.exec(line)?.[1])
    await child.ended
    const found = JSON.parse(child.found) as Found
    sheet.sizes({ 'names of the long feed': found.names, 'its bigrams': found.bigrams })
    const figure = (when: string, bytes: number) =>
      sheet.figure({ name: `highest resident memory, ${when}`, unit: 'MB', n: 1, value: bytes / 1e6, baseline })
    const percent = (part: number) => Math.round((part * 100) / found.peaks.length)
    found.peaks.forEach((bytes, part) => figure(`${percent(part)} to ${percent(part + 1)} % of the feed read`, bytes))
    figure('whole run, until live', found.highest)
  } finally {
    await rm(dir, { recursive: true })
  }
}
