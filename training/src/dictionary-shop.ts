import type { Product } from '../../src/ingest/product.ts'
import type { QuerySources } from './queries.ts'
import type { Random } from './random.ts'

/**
 * Products of a shop that sells everything that has a name: titles of a brand, words of the language and words that people
 * often misspell, in no sensible order; and real queries. It teaches the words that the other shops never sell, with the
 * right word among the retrieved names.
 */
export function dictionaryProducts(
  sources: QuerySources,
  oftenMisspelled: readonly string[],
  count: number,
  random: Random,
): Product[] {
  const word = () =>
    random.chance(0.5)
      ? // frequent words come up more often than rare ones
        sources.words[Math.floor(random.next() ** 2.5 * Math.min(60_000, sources.words.length))]!
      : random.pick(oftenMisspelled)
  return Array.from({ length: count }, (_, i) => {
    const brand = random.chance(0.4) ? random.pick(sources.brands) : ''
    const words = Array.from({ length: 2 + random.below(4) }, word)
    const text = sources.queries.length > 0 && random.chance(0.25) ? random.pick(sources.queries) : words.join(' ')
    return { id: `d${i}`, title: brand === '' ? text : `${brand} ${text}`, brand }
  })
}
