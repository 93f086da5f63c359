import { createHash } from 'node:crypto'
import { openMemoryIndex } from '../adapters/catalog-index/embedded.ts'
import type { Exclusion } from '../evaluate/exclusion.ts'
import type { BrandRuling } from '../ingest/brand-review.ts'
import { createNameCollector, type CollectedNames } from '../ingest/names.ts'
import type { FeedSource } from '../ingest/read-feed.ts'
import { readQueries } from '../ingest/read-queries.ts'
import { placeOf } from '../ingest/sources/place.ts'
import { SpellerError } from '../speller/errors.ts'
import type { CatalogIndex } from '../speller/ports.ts'
import { isLeftOut, usableProducts } from './usable-products.ts'

export interface CollectedFeed extends CollectedNames {
  /**
   * SHA-256, in hexadecimal digits, of all products of the feed and all popular queries as they were read, those that are left out too, in
   * their order.
   */
  readonly contentHash: string
}

const none: Exclusion = () => false

/**
 * The names of a feed and of popular queries, as ingestion makes them, without those of products whose title or brand is excluded and of
 * queries that are. Bad records are skipped, as ingestion does. Fails with `catalog_invalid` when no product is left.
 */
export async function collectFeed(
  source: FeedSource,
  isExcluded: Exclusion = none,
  brandRulings: readonly BrandRuling[] = [],
): Promise<CollectedFeed> {
  const { feed, locale, popularQueries } = source
  const collector = createNameCollector({ brandRulings })
  const content = createHash('sha256')
  for await (const product of usableProducts(source, none)) {
    content.update(`${JSON.stringify(product)}\n`)
    if (!isLeftOut(product, isExcluded)) collector.add(product)
  }
  if (popularQueries !== undefined)
    for await (const { query, count } of readQueries(popularQueries)) {
      content.update(`${JSON.stringify({ query, count, locale })}\n`)
      if (!isExcluded(query)) collector.addQuery(query, count, locale)
    }
  const collected = collector.finish()
  if (collected.products === 0)
    throw new SpellerError('catalog_invalid', `${placeOf(feed).text}: no usable product is left`)
  return { ...collected, contentHash: content.digest('hex') }
}

/** Those names in an index that leaves no file behind. */
export async function openFeedInMemory(source: FeedSource, isExcluded?: Exclusion): Promise<CatalogIndex> {
  const { names, bigrams, products } = await collectFeed(source, isExcluded)
  return openMemoryIndex(names, bigrams, products)
}
