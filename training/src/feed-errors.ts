import { parseQuery } from '../../src/speller/normalise.ts'
import type { Product } from '../../src/ingest/product.ts'
import type { Random } from './random.ts'

/** Share of frequent terms that some supplier misspells, and how often at least and at most, as a share of the term's titles. */
const misspelledTerms = 0.35
const rates = { least: 0.0005, most: 0.06 }
/** A term in fewer titles is not misspelled: nobody could tell. */
const frequent = 12

/**
 * The products with titles as feeds have them: suppliers misspell some frequent terms, each always the same way or two
 * ways, so that a misspelling has a count of its own in the catalog. Ids and brands stay.
 */
export function withFeedErrors(
  products: readonly Product[],
  misspelled: (term: string) => string,
  random: Random,
): Product[] {
  const counts = new Map<string, number>()
  for (const { title } of products)
    for (const { text } of parseQuery(title).terms) counts.set(text, (counts.get(text) ?? 0) + 1)
  const wrong = new Map<string, { readonly forms: readonly string[]; readonly rate: number }>()
  for (const [term, count] of counts) {
    if (count < frequent || !/^[a-z]{4,}$/.test(term) || !random.chance(misspelledTerms)) continue
    const forms = Array.from({ length: random.chance(0.3) ? 2 : 1 }, () => misspelled(term))
    wrong.set(term, { forms, rate: rates.least * (rates.most / rates.least) ** random.next() })
  }
  return products.map((product) => {
    let title = ''
    let at = 0
    for (const { text, start, end } of parseQuery(product.title).terms) {
      const error = wrong.get(text)
      if (!error || !random.chance(error.rate)) continue
      title += product.title.slice(at, start) + random.pick(error.forms)
      at = end
    }
    return at === 0 ? product : { ...product, title: title + product.title.slice(at) }
  })
}
