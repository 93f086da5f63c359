import type { FeedEntry, Reject } from './feed-entry.ts'
import { hash64 } from './hash64.ts'
import { createIdSet } from './id-set.ts'
import { createHashTable } from './hash-table.ts'
import { inLocale, keyText, productOf, textsOf, type Product } from './product.ts'
import { createScratchFile } from './scratch-file.ts'
import { createTextStore } from './text-store.ts'

/** What a delta feed did to the products before it. */
export interface ChangeCounts {
  readonly added: number
  readonly changed: number
  /** Given again as they were. */
  readonly unchanged: number
  readonly deleted: number
  /** Deletions of products that were not there. */
  readonly unknown: number
  /** Of those added and those unknown: a product of the same id, of another locale or of none, was there, and stays. */
  readonly elsewhere: number
}

export interface ChangesOptions {
  /** BCP 47 tag of products that name none. */
  readonly locale?: string | undefined
  /** Counts what is `elsewhere`, where a record without a locale may be meant for a product of another one. */
  readonly looksElsewhere?: boolean
  /** Where what does not fit in memory is put meanwhile. Default: the system's folder (`TMPDIR`). */
  readonly spillDir?: string | undefined
  /** Products, and bytes of what is said of them, that are held in memory. */
  readonly held?: { readonly products: number; readonly bytes: number }
}

export interface Changes {
  /** False where the product is changed once more. */
  add(entry: Exclude<FeedEntry, { readonly reject: Reject }>): boolean
  /** Products. */
  readonly size: number
  /**
   * The products before, in their order and changed, then the new ones, in the order in which they came first. To be called once; nothing
   * is added afterwards.
   */
  apply(before: AsyncIterable<Product>): AsyncGenerator<Product>
  /** Whole once `apply` has ended. */
  readonly counts: ChangeCounts
  /** Products that had a brand and now have none; whole as `counts` are. */
  readonly brandless: number
  /** Lets go of all changes. */
  close(): void
}

/** In place of a change that is made: no text is there. */
const made = 2 ** 32 - 1

/**
 * The changes of a delta feed by product; the last one counts. In bounded memory but for 1.25 bytes for each record of the feed and each product
 * that it changes or that is elsewhere: the changes lie in a file, and where each is in another one. Products are told apart by 64-bit hashes of their ids.
 */
export function createChanges({ locale, looksElsewhere = false, spillDir, held }: ChangesOptions = {}): Changes {
  const file = createScratchFile(spillDir)
  const texts = createTextStore(file, held?.bytes)
  const places = createHashTable({ hasValues: true, held: held?.products, spillDir })
  const elsewhere = createIdSet({ held: held?.products, spillDir })
  const counts = { added: 0, changed: 0, unchanged: 0, deleted: 0, unknown: 0, elsewhere: 0 }
  let size = 0
  let brandless = 0
  let taken = 0

  /** Where the last change of a product is, of which there is none from then on. */
  const take = (product: Product): number | undefined => {
    const [high, low] = hash64(keyText(product))
    const place = places.get(high, low)
    if (place === undefined || place === made) return undefined
    places.set(high, low, made)
    taken++
    return place
  }

  const noteElsewhere = (id: string) => {
    const key = keyText(inLocale({ id }, locale))
    if (places.get(...hash64(key)) !== undefined) elsewhere.add(key)
  }

  return {
    add(entry) {
      const change = inLocale('product' in entry ? entry.product : { ...entry.deleted, title: deleted }, locale)
      const [high, low] = hash64(keyText(change))
      const isFirst = places.get(high, low) === undefined
      places.set(high, low, texts.put(JSON.stringify(textsOf(change))))
      if (isFirst) size++
      return isFirst
    },
    get size() {
      return size
    },
    get brandless() {
      return brandless
    },
    counts,
    async *apply(before) {
      for await (const product of before) {
        if (looksElsewhere && product.locale !== locale) noteElsewhere(product.id)
        const place = take(product)
        const change = place === undefined ? product : parse(texts.read(place))
        if (place === undefined) yield product
        else if (change.title === deleted) counts.deleted++
        else {
          counts[isEqual(product, change) ? 'unchanged' : 'changed']++
          if (product.brand !== undefined && change.brand === undefined) brandless++
          yield change
        }
      }
      for (const [first, text] of texts.entries()) {
        if (taken === size) break
        const product = parse(text)
        const place = take(product)
        if (place === undefined) continue
        const change = place === first ? product : parse(texts.read(place))
        if (looksElsewhere && !elsewhere.add(keyText(change))) counts.elsewhere++
        if (change.title === deleted) counts.unknown++
        else {
          counts.added++
          yield change
        }
      }
    },
    close() {
      texts.close()
      places.close()
      elsewhere.close()
      file.close()
    },
  }
}

/** Title of a product that is deleted; those of products are not empty. */
const deleted = ''

function parse(text: string): Product {
  return productOf(JSON.parse(text) as readonly string[])
}

function isEqual(a: Product, b: Product): boolean {
  return a.title === b.title && a.brand === b.brand && a.productType === b.productType
}
