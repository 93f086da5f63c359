import type { FeedEntry, RejectReason } from '../feed-entry.ts'
import type { Product, ProductKey } from '../product.ts'

/** The bytes in pieces of `size`, so that records and characters are cut anywhere. */
export async function* pieces(content: string | Uint8Array, size = 7): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(content)
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

/** A whole reading, short: products and deletions as they are, rejects as [line, reason]. */
export async function readAll(entries: AsyncIterable<FeedEntry>) {
  const products: (Product & { readonly line: number })[] = []
  const rejects: [line: number, reason: RejectReason][] = []
  const raws: string[] = []
  const deleted: ProductKey[] = []
  for await (const entry of entries) {
    if ('product' in entry) products.push({ line: entry.line, ...entry.product })
    else if ('deleted' in entry) deleted.push(entry.deleted)
    else {
      rejects.push([entry.line, entry.reject.reason])
      raws.push(entry.reject.raw)
    }
  }
  return { products, rejects, raws, deleted }
}
