import { join } from 'node:path'
import { openIndexFile } from '../../src/adapters/catalog-index/embedded-search.ts'
import { buildIndex } from '../../src/adapters/catalog-index/embedded-build.ts'
import { createNameCollector } from '../../src/ingest/names.ts'
import type { Product } from '../../src/ingest/product.ts'
import { fnv1a } from '../../src/speller/hash.ts'
import { normalise } from '../../src/speller/normalise.ts'
import { corpusDir, tsv } from './corpora.ts'
import type { Random } from './random.ts'

/** A made-up shop: an index over part of the training titles, and what it does not carry. */
export interface Shop {
  readonly label: string
  readonly index: ReturnType<typeof openIndexFile>
  /** Products whose titles may become queries of this shop. */
  readonly products: readonly Product[]
  /** Products that were left out of the index together with every product of their brand. */
  readonly uncarried: readonly Product[]
}

const audience = /^(.{2,30}?)\s+(?:Men|Women|Unisex|Boys?|Girls?|Kids?|Infants?|Baby)\b/

/** Every training product, by source. The brand is the manufacturer, or what stands before the audience in fashion titles. */
export function trainingProducts(): Map<string, Product[]> {
  const bySource = new Map<string, Product[]>()
  const add = (source: string, product: Product) => {
    const list = bySource.get(source)
    if (list) list.push(product)
    else bySource.set(source, [product])
  }
  for (const [upc, name, manufacturer] of tsv(join(corpusDir, 'catalog_products.tsv')))
    if (name) add('electronics', { id: upc!, title: name, brand: manufacturer ?? '' })
  tsv(join(corpusDir, 'titles.tsv')).forEach(([title, source], i) => {
    if (!title || source === 'retrotech_catalog') return
    const brand = source === 'myntra_titles' ? (audience.exec(title)?.[1] ?? '') : ''
    add(source!, { id: `t${i}`, title, brand })
  })
  return bySource
}

/** Titles whose queries are kept for measuring, one in twenty. */
export function isHeldOut(product: Product): boolean {
  return fnv1a(product.title) % 20 === 0
}

/** One in so many of the held-out titles is not in the index: what a shopper means need not stand in a title word for word. */
const unlistedOneIn = 4

/**
 * A shop over `share` of the products of some sources, without one in `dropOneIn` brands. `asFed` gives the products as the
 * shop's feed has them, which the index is made from; queries come from the products as they are.
 */
export function openShop(
  label: string,
  products: readonly Product[],
  share: number,
  dropOneIn: number,
  heldOut: boolean,
  random: Random,
  asFed: (products: readonly Product[]) => readonly Product[] = (given) => given,
): Shop {
  const salt = random.below(1 << 30)
  const dropped = (product: Product) => {
    const brand = normalise(product.brand ?? '')
    return brand !== '' && fnv1a(brand, salt) % dropOneIn === 0
  }
  const chosen = products.filter(() => random.chance(share))
  const carried = chosen.filter((product) => !dropped(product))
  const collector = createNameCollector()
  const listed = carried.filter((product) => !isHeldOut(product) || fnv1a(product.title, salt) % unlistedOneIn !== 0)
  for (const product of asFed(listed)) collector.add(product)
  const { names, bigrams, products: count } = collector.finish()
  const queryable = (product: Product) => isHeldOut(product) === heldOut
  return {
    label,
    index: openIndexFile(buildIndex(label, names, bigrams, count)),
    products: carried.filter(queryable),
    uncarried: chosen.filter((product) => dropped(product) && queryable(product)),
  }
}
