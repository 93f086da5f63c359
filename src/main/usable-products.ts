import type { Exclusion } from '../evaluate/exclusion.ts'
import { createIdSet } from '../ingest/id-set.ts'
import { inLocale, keyText, type Product } from '../ingest/product.ts'
import { openFeed, type FeedSource } from '../ingest/read-feed.ts'

/**
 * Each product of a feed once, without those whose title or brand is excluded. Bad records are skipped, as ingestion does.
 * Fails with `catalog_invalid` when the feed cannot be read.
 */
export async function* usableProducts(source: FeedSource, isExcluded: Exclusion): AsyncGenerator<Product> {
  const { entries } = await openFeed(source.feed, source)
  const ids = createIdSet()
  try {
    for await (const entry of entries) {
      if (!('product' in entry)) continue
      const product = inLocale(entry.product, source.locale)
      if (ids.add(keyText(product)) && !isLeftOut(product, isExcluded)) yield product
    }
  } finally {
    ids.close()
  }
}

export function isLeftOut({ title, brand = '' }: Product, isExcluded: Exclusion): boolean {
  return isExcluded(title) || isExcluded(brand)
}
