import type { Name, NameKind } from '../../speller/types.ts'
import { word } from './brand-names.ts'
import { createRandom, type Random } from './random.ts'

/**
 * Different names in the shares of a real shop's: of 71,619 names that a feed of 54,667 home-improvement products gave, 20 %
 * were terms, 74 % phrases and 2 % lines of 2 to 4 terms, 4 % brands. Terms are made up, some of them inflections of others,
 * and stand in phrases as often as Zipf's law says; their number grows as Heaps' law says. Equal seeds give equal names.
 */
export function shopNames(count: number, seed: number): readonly Name[] {
  const random = createRandom(seed)
  const vocabulary = makeVocabulary(Math.round(0.2 * count * Math.min(2, (72_000 / count) ** 0.3)), random)
  const brands = makeBrands(Math.round(0.04 * count), vocabulary, random)
  const names = new Map<string, Name>()
  const add = (form: string, kind: NameKind, products: number) => {
    if (!names.has(form)) names.set(form, { text: titled(form), form, kind, count: products })
  }
  for (const brand of brands) add(brand, 'brand', Math.ceil(2 / random.next() ** 1.1))
  vocabulary.forEach((term, rank) => add(term, 'term', Math.max(1, Math.round((0.3 * count) / (rank + 20)))))
  const lines = names.size + 0.02 * count
  while (names.size < count) {
    const products = Math.floor(3 / random.next() ** 0.7)
    if (names.size < lines)
      add(`${random.pick(brands)} ${phrase(vocabulary, 1 + random.below(2), random)}`, 'line', products)
    else add(phrase(vocabulary, termsOfPhrase(random), random), 'phrase', products)
  }
  return [...names.values()].slice(0, count)
}

/** Most frequent first. */
function makeVocabulary(size: number, random: Random): readonly string[] {
  const terms = new Set<string>()
  const all: string[] = []
  while (all.length < size) {
    const term =
      all.length > 10 && random.next() < 0.25
        ? random.pick(all) + random.pick(inflections)
        : word(random, syllables(all.length < 0.05 * size, random))
    if (terms.has(term)) continue
    terms.add(term)
    all.push(term)
  }
  return all
}

const inflections = ['s', 's', 's', 'ed', 'er', 'ing', 'y']

function makeBrands(size: number, vocabulary: readonly string[], random: Random): readonly string[] {
  const brands = new Set<string>()
  while (brands.size < size) {
    const coined = word(random, syllables(false, random))
    const at = random.next()
    brands.add(at < 0.55 ? coined : `${coined} ${phrase(vocabulary, at < 0.9 ? 1 : 2, random)}`)
  }
  return [...brands]
}

/** Of a term: 1 to 4, mostly 2; frequent terms are shorter. */
function syllables(isFrequent: boolean, random: Random): number {
  const at = random.next()
  if (isFrequent) return at < 0.5 ? 1 : 2
  return at < 0.1 ? 1 : at < 0.7 ? 2 : at < 0.96 ? 3 : 4
}

function termsOfPhrase(random: Random): number {
  const at = random.next()
  return at < 0.38 ? 2 : at < 0.73 ? 3 : 4
}

/** Terms of a vocabulary, each with a chance inverse to its rank. */
function phrase(vocabulary: readonly string[], terms: number, random: Random): string {
  const one = () => vocabulary[Math.floor(vocabulary.length ** random.next()) - 1]!
  return Array.from({ length: terms }, one).join(' ')
}

function titled(form: string): string {
  return form.replace(/\b[a-z]/g, (letter) => letter.toUpperCase())
}
