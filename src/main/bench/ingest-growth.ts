import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type FeedShop, writeFeed } from './generated-feed.ts'
import { ingestApart, type IngestedApart } from './ingest-apart.ts'
import type { Sheet } from './sheet.ts'

/** Of both feeds, so that what grows is products, their part numbers and what they say beside names. */
const shop: FeedShop = { brands: 2_500, lines: 500, words: 20_000 }
/** The long feed has so many times the products of the short one. */
const times = 5

/**
 * Peaks of resident memory and rates of a feed of so many products, and of a delta feed that then changes all of them, each against those of a
 * fifth as many. Each is ingested by a process of its own.
 */
export async function measureIngestGrowth(products: number, sheet: Sheet): Promise<void> {
  const few = Math.round(products / times)
  const short = await ingestGenerated(few)
  const long = await ingestGenerated(products)
  const shown = few.toLocaleString('en')
  sheet.sizes({
    'products of the long feed': products,
    'long feed': `${(long.bytes / 1e6).toFixed(0)} MB`,
    'names of the short and the long feed': `${short.whole.names.toLocaleString('en')} and ${long.whole.names.toLocaleString('en')}`,
    'their bigrams': `${short.whole.bigrams.toLocaleString('en')} and ${long.whole.bigrams.toLocaleString('en')}`,
  })
  for (const [kind, of] of [
    ['whole', 'long feed'],
    ['delta', 'delta that changes all of it'],
  ] as const) {
    const figure = (
      name: string,
      unit: 'MB' | '/s' | 'ms',
      value: (found: IngestedApart, products: number) => number,
    ) => {
      const baseline = { name: `${shown} products`, value: value(short[kind], few) }
      sheet.figure({ name: `${of}: ${name}`, unit, n: 1, value: value(long[kind], products), baseline })
    }
    figure('highest resident memory while it was read', 'MB', ({ reading }) => reading / 1e6)
    figure('highest resident memory until live', 'MB', ({ highest }) => highest / 1e6)
    figure('products until live', '/s', ({ seconds }, count) => count / seconds)
    figure('processor time for 1,000 products', 'ms', ({ processorSeconds }, count) => (processorSeconds * 1e6) / count)
  }
}

interface Generated {
  readonly bytes: number
  readonly whole: IngestedApart
  readonly delta: IngestedApart
}

async function ingestGenerated(products: number): Promise<Generated> {
  const dir = await mkdtemp(join(tmpdir(), 'querymend-bench-'))
  try {
    const feed = join(dir, 'feed.tsv')
    await writeFeed(feed, products, 5, shop)
    const { size: bytes } = await stat(feed)
    const whole = await ingestApart({ feed }, join(dir, 'data'))
    // the same ids with other titles
    await writeFeed(feed, products, 6, shop)
    return { bytes, whole, delta: await ingestApart({ feed }, join(dir, 'data'), true) }
  } finally {
    await rm(dir, { recursive: true })
  }
}
