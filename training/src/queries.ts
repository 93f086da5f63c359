import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Background, decodeBackground } from '../../src/speller/background.ts'
import { fnv1a } from '../../src/speller/hash.ts'
import { inflectionsOf } from '../../src/speller/inflection.ts'
import { normalise, parseQuery } from '../../src/speller/normalise.ts'
import type { Product } from '../../src/ingest/product.ts'
import { isLearnedBrand } from './brand-words.ts'
import { corpusDir, humanMisspellings, tsv } from './corpora.ts'
import type { Random } from './random.ts'
import type { Shop } from './shops.ts'

/** A right query, and where its brand stands in it, if it has one. */
export interface CleanQuery {
  readonly terms: readonly string[]
  readonly brandAt: readonly number[]
  readonly source: 'title' | 'brand' | 'uncarried' | 'query' | 'vocabulary'
  /** What the shopper looks for, where it is one of the shop's. */
  readonly product?: Product
}

export interface QuerySources {
  readonly brands: readonly string[]
  readonly queries: readonly string[]
  /** Words by falling frequency. */
  readonly words: readonly string[]
  readonly background: Background
  /** What people meant by each form that they are known to have misspelled a word as. */
  readonly meantBy: ReadonlyMap<string, readonly string[]>
}

export function loadQuerySources(): QuerySources {
  const words = tsv(join(corpusDir, 'freq_symspell.tsv')).map(([word]) => word!)
  const known = new Set(words)
  for (const [word] of tsv(join(corpusDir, 'freq_wordfreq.tsv')).slice(0, 150_000)) known.add(word!)
  const meantBy = new Map<string, string[]>()
  for (const [wrong, right] of humanMisspellings()) meantBy.set(wrong, [...(meantBy.get(wrong) ?? []), right])
  return {
    brands: tsv(join(corpusDir, 'brands.tsv'))
      .map(([brand]) => normalise(brand!))
      .filter((brand) => /^[a-z ]{3,24}$/.test(brand) && brand.split(' ').length <= 3 && !isLearnedBrand(brand)),
    // queries with a word that nobody knows may be misspelled: they teach nothing right
    queries: tsv(join(corpusDir, 'queries.tsv'))
      .map(([query]) => normalise(query!))
      .filter((query) => query !== '' && query.split(' ').every((term) => /\d/.test(term) || known.has(term))),
    background: decodeBackground(new Uint8Array(readFileSync('models/background.bin'))),
    words: words.filter((word) => /^[a-z]{3,}$/.test(word)),
    meantBy,
  }
}

/** A word so much more frequent in the language, in steps of ten, is what a known misspelling of it means. */
const clearlyCommoner = 1.3

/**
 * True for a query with a term that is most likely somebody's misspelling of a word which the shop and the language have more
 * often: titles hold such ("trainng bag"). Nobody can say that such a query is right, nor that it is wrong.
 */
export function holdsSlip({ terms, brandAt }: CleanQuery, shop: Shop, { meantBy, background }: QuerySources): boolean {
  return terms.some(
    (term, i) =>
      !brandAt.includes(i) &&
      (meantBy.get(term) ?? []).some(
        (right) =>
          background.zipf(right) - background.zipf(term) >= clearlyCommoner &&
          shop.index.count(right) > shop.index.count(term),
      ),
  )
}

const functionWords = new Set([
  'with',
  'for',
  'and',
  'in',
  'of',
  'the',
  'a',
  'to',
  'by',
  'on',
  'from',
  'w',
  'dvd',
  'cd',
  'vhs',
])

/** What a shopper who wants a product like this might type: some of its title's terms, mostly in order, lower case. */
function titleQuery(title: string, brand: string, random: Random): CleanQuery | undefined {
  const terms = parseQuery(title).terms.map((term) => term.text)
  const brandTerms = brand === '' ? [] : brand.split(' ')
  const content = terms.filter((term, i) => i < 14 && !brandTerms.includes(term))
  const length = 1 + random.weighted([0.14, 0.34, 0.28, 0.15, 0.09])
  let picked: string[]
  if (content.length === 0) picked = []
  else if (random.chance(0.6)) {
    // a run of neighbours
    const from = random.below(Math.max(1, content.length - length + 1))
    picked = content.slice(from, from + length)
  } else {
    const positions = new Set<number>()
    while (positions.size < Math.min(length, content.length)) positions.add(random.below(content.length))
    picked = [...positions].sort((a, b) => a - b).map((i) => content[i]!)
  }
  while (picked.length > 1 && functionWords.has(picked[picked.length - 1]!)) picked.pop()
  while (picked.length > 1 && functionWords.has(picked[0]!)) picked.shift()
  const withBrand = brandTerms.length > 0 && (picked.length === 0 || random.chance(0.4))
  const rest = picked.slice(0, withBrand ? 3 : 6)
  const brandLast = random.chance(0.15)
  const all = withBrand ? (brandLast ? [...rest, ...brandTerms] : [...brandTerms, ...rest]) : rest
  if (all.length === 0 || all.join(' ').length > 60) return undefined
  const brandFrom = brandLast ? rest.length : 0
  return {
    terms: all,
    brandAt: withBrand ? brandTerms.map((_, i) => brandFrom + i) : [],
    source: withBrand ? 'brand' : 'title',
  }
}

/** Words of the language at least this common may stand in another number than the catalog has them. */
const commonZipf = 3.3

/** Shoppers write "sheds" where titles say "shed": the same query with one term's number changed, where both are words. */
function inOtherNumber(query: CleanQuery, background: Background, random: Random): CleanQuery {
  const places = query.terms.map((_, i) => i).filter((i) => !query.brandAt.includes(i) && query.terms[i]!.length >= 4)
  if (places.length === 0) return query
  const at = random.chance(0.6) ? places[places.length - 1]! : random.pick(places)
  const forms = inflectionsOf(query.terms[at]!).filter((form) => background.zipf(form) >= commonZipf)
  if (forms.length === 0) return query
  return { ...query, terms: query.terms.with(at, random.pick(forms)) }
}

/** A text of one term or two that somebody may write on purpose: a common word, or a phrase of the shop's own titles. */
export function isFineIn(shop: Shop, background: Background): (text: string) => boolean {
  return (text) => {
    const terms = text.split(' ')
    if (terms.length === 1) return shop.index.count(text) > 1 || background.zipf(text) >= commonZipf
    if (terms.length !== 2) return false
    // opinions differ about compounds: half of them count as fine, so that the ranker learns to be unsure
    const isCompound = terms.every((term) => background.zipf(term) >= partZipf + 0.4)
    return shop.index.count(text) > 1 || (isCompound && fnv1a(text) % 2 === 0)
  }
}

/** Parts of a compound at least this common may stand apart, and a compound that is a word at all may stand as one. */
const partZipf = 3.8
const compoundZipf = 2.5

/** "Work light" and "worklight" are both right: the same query with one compound written the other way, where words allow it. */
function otherwiseSpaced(query: CleanQuery, background: Background, random: Random): CleanQuery {
  const options: (readonly string[])[] = []
  query.terms.forEach((term, i) => {
    if (query.brandAt.includes(i) || !/^[a-z]+$/.test(term)) return
    for (let at = 3; at <= term.length - 3; at++) {
      const parts = [term.slice(0, at), term.slice(at)]
      if (parts.every((part) => background.zipf(part) >= partZipf)) options.push(query.terms.toSpliced(i, 1, ...parts))
    }
    const next = query.terms[i + 1]
    if (next !== undefined && !query.brandAt.includes(i + 1) && background.zipf(term + next) >= compoundZipf)
      options.push(query.terms.toSpliced(i, 2, term + next))
  })
  return options.length === 0 ? query : { ...query, terms: random.pick(options), brandAt: [] }
}

/** As `drawSource`, sometimes with a term in another number. */
export function drawQuery(
  shop: Shop,
  sources: QuerySources,
  random: Random,
  weights: readonly number[],
): CleanQuery | undefined {
  const query = drawSource(shop, sources, random, weights)
  if (query && random.chance(0.05)) return otherwiseSpaced(query, sources.background, random)
  return query && random.chance(0.3) ? inOtherNumber(query, sources.background, random) : query
}

/** A right query of a source drawn by the given weights: title, uncarried brand, real query, vocabulary word mixed in. */
function drawSource(
  shop: Shop,
  sources: QuerySources,
  random: Random,
  weights: readonly number[],
): CleanQuery | undefined {
  const kind = (['title', 'uncarried', 'query', 'vocabulary'] as const)[random.weighted(weights)]!
  const product = random.pick(shop.products)
  if (kind === 'title') {
    const query = titleQuery(product.title, normalise(product.brand ?? ''), random)
    return query && { ...query, product }
  }
  if (kind === 'query') {
    const terms = random.pick(sources.queries).split(' ')
    return { terms: terms.slice(0, 8), brandAt: [], source: 'query' }
  }
  if (kind === 'vocabulary') {
    const base = titleQuery(product.title, '', random)
    if (!base) return undefined
    // squaring the uniform draw favours frequent words
    const word = sources.words[Math.floor(random.next() ** 2 * sources.words.length)]!
    const terms = [...base.terms.slice(0, 3)]
    const at = random.below(terms.length + 1)
    terms.splice(at, random.chance(0.5) ? 1 : 0, word)
    return { terms, brandAt: [Math.min(at, terms.length - 1)], source: 'vocabulary', product }
  }
  if (shop.uncarried.length > 0 && random.chance(0.5)) {
    const other = random.pick(shop.uncarried)
    const query = titleQuery(other.title, normalise(other.brand ?? ''), random)
    return query && { ...query, source: 'uncarried', product: other }
  }
  const brandTerms = random.pick(sources.brands).split(' ')
  const base = titleQuery(product.title, '', random)
  const rest = random.chance(0.35) ? [] : (base?.terms.slice(0, 3) ?? [])
  return { terms: [...brandTerms, ...rest], brandAt: brandTerms.map((_, i) => i), source: 'uncarried' }
}

/**
 * What the shopper may have asked for before, oldest first: mostly the same product in other words, sometimes another one.
 * One query or two; empty where the product is not known.
 */
export function previousQueries({ product }: CleanQuery, shop: Shop, random: Random): string[] {
  if (!product) return []
  return Array.from({ length: random.chance(0.7) ? 1 : 2 }, () => {
    const about = random.chance(0.75) ? product : random.pick(shop.products)
    return (
      titleQuery(about.title, normalise(about.brand ?? ''), random)
        ?.terms.slice(0, 5)
        .join(' ') ?? ''
    )
  }).filter((text) => text !== '')
}
