import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openEmbeddedStore } from '../../adapters/catalog-index/embedded.ts'
import { ingest } from '../../ingest/ingest.ts'
import { openFeed } from '../../ingest/read-feed.ts'
import { writeFeed } from './generated-feed.ts'
import type { Bench } from './settings.ts'
import type { Sheet } from './sheet.ts'
import { median, timed } from './timing.ts'

const rounds = 3

/** A whole ingestion of a made-up feed, as the command does it, against reading the feed. */
export async function measureIngest({ isQuick }: Bench, sheet: Sheet): Promise<void> {
  const products = isQuick ? 5_000 : 50_000
  const dir = await mkdtemp(join(tmpdir(), 'querymend-bench-'))
  try {
    const feed = join(dir, 'feed.tsv')
    await writeFeed(feed, products, 5)
    sheet.sizes({ products, feed: `${((await stat(feed)).size / 1e6).toFixed(1)} MB`, rounds })
    const reading: number[] = []
    const all: number[] = []
    const collecting: number[] = []
    for (let round = 0; round < rounds; round++) {
      reading.push((await timed(() => readAll(feed, products))).ms)
      const { collectMs, allMs, names } = await ingestOnce(feed, join(dir, String(round)))
      collecting.push(collectMs)
      all.push(allMs)
      if (round === 0) sheet.sizes({ names })
    }
    const perSecond = (ms: readonly number[]) => (products * 1e3) / median(ms)
    const baseline = { name: 'reading alone', value: perSecond(reading) }
    const figure = (name: string, value: number) => sheet.figure({ name, unit: '/s', n: rounds, value, baseline })
    figure('products read and collected', perSecond(collecting))
    figure('products read, collected, built and live', perSecond(all))
  } finally {
    await rm(dir, { recursive: true })
  }
}

async function readAll(feed: string, expected: number): Promise<void> {
  const { entries } = await openFeed(feed)
  let products = 0
  for await (const entry of entries) if ('product' in entry) products++
  if (products !== expected) throw new Error(`${feed}: ${products} of ${expected} products can be read`)
}

/** Times from the start: until every product is collected, and until the generation is live. */
async function ingestOnce(feed: string, dataDir: string) {
  const started = performance.now()
  let collectMs = 0
  const summary = await ingest({
    feed,
    dataDir,
    store: openEmbeddedStore(join(dataDir, 'catalog')),
    onProgress: ({ phase }) => {
      if (phase === 'reading') collectMs = performance.now() - started
    },
  })
  const names = Object.values(summary.names).reduce((total, count) => total + count, 0)
  return { collectMs, allMs: performance.now() - started, names }
}
