import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openEmbeddedStore } from '../../adapters/catalog-index/embedded.ts'
import { ingest } from '../../ingest/ingest.ts'
import { type FeedSource, openFeed } from '../../ingest/read-feed.ts'
import { placeOf } from '../../ingest/sources/place.ts'
import { writeFeed } from './generated-feed.ts'
import { ingestApart, type IngestedApart } from './ingest-apart.ts'
import { measureIngestGrowth } from './ingest-growth.ts'
import type { Bench } from './settings.ts'
import type { Sheet } from './sheet.ts'
import { median, timed, type Timed } from './timing.ts'

const rounds = 3

/**
 * A whole ingestion of a made-up feed, as the command does it, against reading the feed; and what a long one takes, against a short one. Of a feed that
 * is given, its ingestion alone.
 */
export async function measureIngest(bench: Bench, sheet: Sheet): Promise<void> {
  if (bench.goldOfFeed !== undefined) return measureGivenFeed(bench.source, sheet)
  if (bench.products === undefined) await measureRate(bench, sheet)
  await measureIngestGrowth(bench.products ?? (bench.isQuick ? 50_000 : 1_000_000), sheet)
}

async function measureRate({ isQuick }: Bench, sheet: Sheet): Promise<void> {
  const products = isQuick ? 5_000 : 50_000
  const dir = await mkdtemp(join(tmpdir(), 'querymend-bench-'))
  try {
    const feed = join(dir, 'feed.tsv')
    await writeFeed(feed, products, 5)
    sheet.sizes({ products, feed: `${((await stat(feed)).size / 1e6).toFixed(1)} MB`, rounds })
    const reading: Timed<void>[] = []
    const all: Timed<Ingested>[] = []
    for (let round = 0; round < rounds; round++) {
      reading.push(await timed(() => readAll(feed, products)))
      all.push(await timed(() => ingestOnce(feed, join(dir, String(round)))))
    }
    sheet.sizes({ names: all[0]!.result.names })
    const figure = (name: string, unit: '/s' | 'ms', value: number, of: number) =>
      sheet.figure({ name, unit, n: rounds, value, baseline: { name: 'reading alone', value: of } })
    const perSecond = (ms: readonly number[]) => (products * 1e3) / median(ms)
    const base = perSecond(reading.map(({ ms }) => ms))
    figure('products read and collected', '/s', perSecond(all.map(({ result }) => result.collectMs)), base)
    figure('products read, collected, built and live', '/s', perSecond(all.map(({ ms }) => ms)), base)
    const perThousand = (of: readonly Timed<unknown>[]) =>
      median(of.map(({ processorMs }) => (processorMs * 1e3) / products))
    figure('processor time for 1,000 products, until live', 'ms', perThousand(all), perThousand(reading))
  } finally {
    await rm(dir, { recursive: true })
  }
}

async function readAll(feed: string, expected: number): Promise<void> {
  const products = await countProducts({ feed })
  if (products !== expected) throw new Error(`${feed}: ${products} of ${expected} products can be read`)
}

async function countProducts(source: FeedSource): Promise<number> {
  const { entries } = await openFeed(source.feed, source)
  let products = 0
  for await (const entry of entries) if ('product' in entry) products++
  return products
}

/** Each round in a process of its own, as the command is run: much of what a short feed takes is that the program is compiled. */
async function measureGivenFeed(source: FeedSource, sheet: Sheet): Promise<void> {
  const dir = await mkdtemp(join(tmpdir(), 'querymend-bench-'))
  try {
    const reading: Timed<number>[] = []
    const all: IngestedApart[] = []
    for (let round = 0; round < rounds; round++) {
      reading.push(await timed(() => countProducts(source)))
      all.push(await ingestApart(source, join(dir, String(round))))
    }
    const { products, names, bigrams } = all[0]!
    sheet.sizes({ feed: placeOf(source.feed).text, products, names, bigrams, rounds })
    const middle = (of: (ingested: IngestedApart) => number) => median(all.map(of))
    const figure = (name: string, unit: '/s' | 'ms', value: number, of: number) =>
      sheet.figure({ name, unit, n: rounds, value, baseline: { name: 'reading alone', value: of } })
    const readMs = median(reading.map(({ ms }) => ms))
    const readProcessorMs = median(reading.map(({ processorMs }) => processorMs))
    figure('products until live', '/s', products / middle(({ seconds }) => seconds), (products * 1e3) / readMs)
    figure(
      'products until live, by processor time',
      '/s',
      products / middle(({ processorSeconds }) => processorSeconds),
      (products * 1e3) / readProcessorMs,
    )
    const highest = middle((ingested) => ingested.highest)
    sheet.figure({ name: 'highest resident memory until live', unit: 'MB', n: rounds, value: highest / 1e6 })
  } finally {
    await rm(dir, { recursive: true })
  }
}

interface Ingested {
  readonly names: number
  /** From the start until every product is collected. */
  readonly collectMs: number
}

async function ingestOnce(feed: string, dataDir: string): Promise<Ingested> {
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
  return { collectMs, names: Object.values(summary.names).reduce((total, count) => total + count, 0) }
}
