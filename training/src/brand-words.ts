import { join } from 'node:path'
import { fnv1a } from '../../src/speller/hash.ts'
import { normalise } from '../../src/speller/normalise.ts'
import { corpusDir, tsv } from './corpora.ts'

/** Half of the brand names teach how names are coined; only the others stand in made-up queries for brands not carried. */
export function isLearnedBrand(brand: string): boolean {
  return fnv1a(brand, 5) % 2 === 0
}

/** Words of letters in the names of brands, chains and manufacturers, each once; of one half of the names, or of all. */
export function brandWords(half: 'learned' | 'all'): string[] {
  const brands = tsv(join(corpusDir, 'brands.tsv')).map(([brand]) => normalise(brand!))
  const manufacturers = tsv(join(corpusDir, 'catalog_products.tsv')).map(([, , name]) => normalise(name ?? ''))
  const names = [...new Set([...brands, ...manufacturers])].filter((name) => half === 'all' || isLearnedBrand(name))
  return [...new Set(names.flatMap((name) => name.split(' ')))].filter((word) => /^[a-z]{3,}$/.test(word))
}
