import { createHash } from 'node:crypto'
import { openMemoryIndex } from '../adapters/catalog-index/embedded.ts'
import type { Exclusion } from '../evaluate/exclusion.ts'
import { createNameCollector, type CollectedNames } from '../ingest/names.ts'
import { SpellerError } from '../speller/errors.ts'
import type { CatalogIndex } from '../speller/ports.ts'
import { isLeftOut, usableProducts } from './usable-products.ts'

export interface CollectedFeed extends CollectedNames {
  /** SHA-256, in hexadecimal digits, of all products of the feed as they were read, those that are left out too, in their order. */
  readonly contentHash: string
}

const none: Exclusion = () => false

/**
 * The names of a feed, without those of products whose title or brand is excluded. Bad records are skipped, as ingestion
 * does. Fails with `catalog_invalid` when no product is left.
 */
export async function collectFeed(feed: string, isExcluded: Exclusion = none): Promise<CollectedFeed> {
  const collector = createNameCollector()
  const content = createHash('sha256')
  for await (const product of usableProducts(feed, none)) {
    content.update(`${JSON.stringify(product)}\n`)
    if (!isLeftOut(product, isExcluded)) collector.add(product)
  }
  const collected = collector.finish()
  if (collected.products === 0) throw new SpellerError('catalog_invalid', `${feed}: no usable product is left`)
  return { ...collected, contentHash: content.digest('hex') }
}

/** Those names in an index that leaves no file behind. */
export async function openFeedInMemory(feed: string, isExcluded?: Exclusion): Promise<CatalogIndex> {
  const { names, bigrams, products } = await collectFeed(feed, isExcluded)
  return openMemoryIndex(names, bigrams, products)
}
