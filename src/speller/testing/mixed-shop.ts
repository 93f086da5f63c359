import { openMemoryIndex } from '../../adapters/catalog-index/embedded.ts'
import { createNameCollector } from '../../ingest/names.ts'
import type { CatalogIndex } from '../ports.ts'

const products: readonly (readonly [brand: string, title: string, times: number])[] = [
  ['Nike', 'Nike Pegasus Running Shoes', 9],
  ['Nike', 'Nike Court Tennis Shoes', 6],
  ['Adidas', 'Adidas Running Shoes White', 8],
  ['Hygeeni', 'Hygeeni Wipes', 3],
  ['Playgro', 'Playgro Baby Mat', 3],
  ['Playgro', 'Playground Ball', 5],
  ['Red Bull', 'Red Bull Energy Drink 250 ml', 6],
  ['Nivea', 'Nivea Lip Balm', 9],
  ['Bosch', 'Bosch Cordless Drill 18V', 7],
  ['Makita', 'Makita Cordless Drill 18V', 7],
  ['Dove', 'Dove Hygiene Hand Soap', 6],
  ['Tork', 'Tork Waterproof Jacket', 24],
]

/** A real index over a hundred products or so of different shops. */
export function mixedShop(): CatalogIndex {
  const collector = createNameCollector()
  for (const [brand, title, times] of products)
    for (let i = 0; i < times; i++) collector.add({ id: `${title}${i}`, title, brand })
  const { names, bigrams, products: count } = collector.finish()
  return openMemoryIndex(names, bigrams, count)
}
