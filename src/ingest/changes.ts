import { inLocale, keyText, type Product } from './product.ts'
import type { FeedEntry } from './feed-entry.ts'

/** What a delta feed did to the products before it. */
export interface ChangeCounts {
  readonly added: number
  readonly changed: number
  /** Given again as they were. */
  readonly unchanged: number
  readonly deleted: number
  /** Deletions of products that were not there. */
  readonly unknown: number
}

export interface Changes {
  add(entry: FeedEntry): void
  readonly size: number
  /** The products before, in their order and changed, then the new ones. To be called once. */
  apply(before: AsyncIterable<Product>): AsyncGenerator<Product>
  /** Whole once `apply` has ended. */
  readonly counts: ChangeCounts
}

/** The changes of a delta feed by product; the last one counts. All are held in memory. */
export function createChanges(locale?: string): Changes {
  const changes = new Map<string, Product | null>()
  const counts = { added: 0, changed: 0, unchanged: 0, deleted: 0, unknown: 0 }
  return {
    add(entry) {
      if ('product' in entry) {
        const product = inLocale(entry.product, locale)
        changes.set(keyText(product), product)
      } else if ('deleted' in entry) changes.set(keyText(inLocale(entry.deleted, locale)), null)
    },
    get size() {
      return changes.size
    },
    counts,
    async *apply(before) {
      for await (const product of before) {
        const key = keyText(product)
        const change = changes.get(key)
        changes.delete(key)
        if (change === undefined) yield product
        else if (change === null) counts.deleted++
        else {
          counts[isEqual(product, change) ? 'unchanged' : 'changed']++
          yield change
        }
      }
      for (const product of changes.values()) {
        if (product === null) counts.unknown++
        else {
          counts.added++
          yield product
        }
      }
    },
  }
}

function isEqual(a: Product, b: Product): boolean {
  return a.title === b.title && a.brand === b.brand && a.productType === b.productType
}
