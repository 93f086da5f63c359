import { createNameCollector } from '../../../ingest/names.ts'

/** Names of a shop that is small enough for a fake Qdrant to search. */
export function smallShop() {
  const collector = createNameCollector()
  for (const title of ['Nike Running Shoes', 'Adidas Running Shoes', 'Playgro Baby Mat', 'Dove Hygiene Hand Soap'])
    for (let i = 0; i < 8; i++) collector.add({ id: `${title}${i}`, title, brand: title.split(' ')[0]! })
  return collector.finish()
}
