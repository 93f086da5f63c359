import type { Exclusion } from '../evaluate/exclusion.ts'
import { createIdSet } from '../ingest/id-set.ts'
import { keyText, type Product } from '../ingest/product.ts'
import { openFeed } from '../ingest/read-feed.ts'

/**
 * Each product of a feed once, without those whose title or brand is excluded. Bad records are skipped, as ingestion does.
 * Fails with `catalog_invalid` when the feed cannot be read.
 */
export async function* usableProducts(feed: string, isExcluded: Exclusion): AsyncGenerator<Product> {
  const { entries } = await openFeed(feed)
  const ids = createIdSet()
  try {
    for await (const entry of entries) {
      if (!('product' in entry)) continue
      if (ids.add(keyText(entry.product)) && !isLeftOut(entry.product, isExcluded)) yield entry.product
    }
  } finally {
    ids.close()
  }
}

export function isLeftOut({ title, brand = '' }: Product, isExcluded: Exclusion): boolean {
  return isExcluded(title) || isExcluded(brand)
}
