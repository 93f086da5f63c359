import { openMemoryIndex } from '../adapters/catalog-index/embedded.ts'
import type { Exclusion } from '../evaluate/exclusion.ts'
import { createIdSet } from '../ingest/id-set.ts'
import { createNameCollector, type CollectedNames } from '../ingest/names.ts'
import { openFeed } from '../ingest/read-feed.ts'
import { SpellerError } from '../speller/errors.ts'
import type { CatalogIndex } from '../speller/ports.ts'

/**
 * The names of a feed, without those of products whose title or brand is excluded. Bad records are skipped, as ingestion
 * does. Fails with `catalog_invalid` when no product is left.
 */
export async function collectFeed(feed: string, isExcluded: Exclusion = () => false): Promise<CollectedNames> {
  const { entries } = await openFeed(feed)
  const collector = createNameCollector()
  const ids = createIdSet()
  for await (const entry of entries) {
    if ('reject' in entry) continue
    const { id, title, brand = '', locale = '' } = entry.product
    if (!ids.add(`${locale}\0${id}`) || isExcluded(title) || isExcluded(brand)) continue
    collector.add(entry.product)
  }
  const collected = collector.finish()
  if (collected.products === 0) throw new SpellerError('catalog_invalid', `${feed}: no usable product is left`)
  return collected
}

/** Those names in an index that leaves no file behind. */
export async function openFeedInMemory(feed: string, isExcluded?: Exclusion): Promise<CatalogIndex> {
  const { names, bigrams, products } = await collectFeed(feed, isExcluded)
  return openMemoryIndex(names, bigrams, products)
}
