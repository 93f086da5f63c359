import type { Exclusion } from '../evaluate/exclusion.ts'
import { createProductSearchBuilder, type ProductSearch } from '../evaluate/product-search.ts'
import type { FeedSource } from '../ingest/read-feed.ts'
import { usableProducts } from './usable-products.ts'

/**
 * A search over the titles of the products that `openFeedInMemory` takes names from. Fails with `catalog_invalid` when the
 * feed cannot be read.
 */
export async function openSearchInMemory(
  source: FeedSource,
  isExcluded: Exclusion = () => false,
): Promise<ProductSearch> {
  const builder = createProductSearchBuilder()
  for await (const product of usableProducts(source, isExcluded)) builder.add(product)
  return builder.finish()
}
