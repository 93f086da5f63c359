import { parseQuery } from '../speller/normalise.ts'
import type { BigramCount, Name, NameKind } from '../speller/types.ts'
import { createBrandCollector, type Brand, type CollectedBrand } from './brand-collector.ts'
import type { BrandRuling, SuspectBrand } from './brand-review.ts'
import { growing } from './growing.ts'
import { hash64 } from './hash64.ts'
import type { Listing } from './listing.ts'
import { createNeighbourCounter } from './neighbour-counter.ts'
import { createPairCounter } from './pair-counter.ts'
import { createPhraseCounter, maxPhraseTerms, type LeadingBrand } from './phrase-counter.ts'
import { choosePhraseNames, createKnownForms } from './phrase-names.ts'
import type { Product } from './product.ts'
import { createScratchFile } from './scratch-file.ts'
import { createTermDictionary } from './term-dictionary.ts'
import { type CountedTerms, createTitleParser, highWord, lowWord, termWidth } from './title-terms.ts'
import { createTextStore } from './text-store.ts'

export interface NameOptions {
  /** Fewest titles that make a phrase of 2 to 4 terms a name. Lower finds rare lines, and grows the index. Default 3. */
  readonly minPhraseCount?: number
  readonly locale?: string
  readonly brandRulings?: readonly BrandRuling[]
  /** Where what does not fit in memory is put meanwhile. Default: the system's folder (`TMPDIR`). */
  readonly spillDir?: string
  /** Different phrases, neighbours or pairs, and bytes of titles, that are held in memory. */
  readonly held?: { readonly phrases: number; readonly pairs: number; readonly titleBytes: number }
}

interface Found {
  readonly products: number
  /** Products whose brand field says nothing, such as "N/A", or is a description of more than 16 terms. */
  readonly junkBrands: number
  /** Not taken as brands before the shop says so: terms and phrases until then. */
  readonly suspectBrands: readonly SuspectBrand[]
}

export interface CollectedNames extends Found {
  readonly names: readonly Name[]
  readonly bigrams: readonly BigramCount[]
}

/** What was collected, of which a name or a bigram is an object only while somebody looks at it. */
export interface ListedNames extends Found {
  readonly names: Listing<Name>
  readonly bigrams: Listing<BigramCount>
  /** Of `names`. */
  readonly byKind: Readonly<Record<NameKind, number>>
  /** Lets go of all that was counted: names and bigrams cannot be walked through any more. May be repeated. */
  close(): void
}

export interface NameCollector {
  add(product: Product): void
  /** A query that shoppers search often, with how often. */
  addQuery(query: string, count: number, locale?: string): void
  finish(): CollectedNames
  /** The same, in the same order. Nothing is added afterwards. */
  list(): ListedNames
  /** Lets go of all that was counted, as that of the list does. */
  close(): void
}

/** Products whose titles are counted together. */
const batchSize = 256

/** Changes when the same feed would give other names or bigrams, or in another order. */
export const extractorVersion = 8

type OwnLocale = Pick<Name, 'locale'>

interface LocaleNames {
  readonly tag: string
  readonly number: number
  /** How often each form is searched. */
  readonly queries: Map<string, number>
}

interface KnownBrand extends LeadingBrand {
  /** Of each of its terms two signed words. */
  readonly hashes: Int32Array
}

/**
 * Turns products into names: brands, lines (phrases that only ever follow one brand), phrases of 2 to 4 terms, single
 * terms, popular queries; and counts neighbouring terms and terms that share a title. A form that is several keeps the
 * strongest kind; titles and searches add up in its count. Terms with digits never start or end a name, and are one class
 * in bigrams.
 */
export function createNameCollector(options: NameOptions = {}): NameCollector {
  const minPhraseCount = options.minPhraseCount ?? 3
  const dictionary = createTermDictionary()
  const parseTitle = createTitleParser(dictionary)
  const [titleFile, phraseFile] = [createScratchFile(options.spillDir), createScratchFile(options.spillDir)]
  const titles = createTextStore(titleFile, options.held?.titleBytes)
  const phrases = createPhraseCounter(phraseFile, titles, options.held?.phrases)
  const aside = { held: options.held?.pairs, spillDir: options.spillDir }
  const neighbours = createNeighbourCounter(dictionary, aside)
  const pairs = createPairCounter(dictionary, aside)
  const brands = createBrandCollector(options.brandRulings)
  /** By number. */
  const knownBrands: KnownBrand[] = []
  const locales = new Map<string, LocaleNames>()
  let lastLocale: LocaleNames | undefined
  let products = 0
  /** Products whose titles are to be counted. */
  let batch: Product[] = []
  let titleTerms: CountedTerms[] = []
  /** Of their titles, one behind the other. */
  let records = new Int32Array(batchSize * 16 * termWidth)
  let used = 0

  const localeOf = (tag: string | undefined): LocaleNames => {
    const key = tag ?? options.locale ?? ''
    if (lastLocale?.tag === key) return lastLocale
    let found = locales.get(key)
    if (!found) locales.set(key, (found = { tag: key, number: locales.size, queries: new Map<string, number>() }))
    return (lastLocale = found)
  }

  /** Undefined where the title begins otherwise. */
  const leadingBrand = ({ number, form }: CollectedBrand, { records, length }: CountedTerms) => {
    if (number === knownBrands.length) {
      const hashes = Int32Array.from(form.split(' ').flatMap((term) => hash64(term)))
      knownBrands.push({ id: number, terms: hashes.length / 2, hashes })
    }
    const brand = knownBrands[number]!
    if (brand.terms > length) return undefined
    for (let i = 0; i < brand.terms; i++) {
      const at = i * termWidth
      if (records[at + highWord] !== brand.hashes[i * 2] || records[at + lowWord] !== brand.hashes[i * 2 + 1])
        return undefined
    }
    return brand
  }

  /** What is done with each title of a batch, one after another, so that what a counter looks up again and again stays near the processor. */
  const steps: readonly ((title: number) => void)[] = [
    (title) => {
      const { records: found, length } = parseTitle(batch[title]!.title)
      const from = used
      used += length * termWidth
      records = growing(records, used)
      for (let word = 0; word < length * termWidth; word++) records[from + word] = found[word]!
      titleTerms.push({ records: records.subarray(from, used), length })
    },
    (title) => {
      const product = batch[title]!
      const collected = brands.add(product, product.locale ?? options.locale ?? '')
      const brand = collected && leadingBrand(collected, titleTerms[title]!)
      phrases.add(product.title, titleTerms[title]!, localeOf(product.locale).number, brand)
    },
    (title) => neighbours.add(titleTerms[title]!),
    (title) => pairs.add(titleTerms[title]!),
  ]

  const countBatch = () => {
    for (const step of steps) for (let title = 0; title < batch.length; title++) step(title)
    batch = []
    titleTerms = []
    used = 0
  }

  const close = () => {
    phrases.close()
    neighbours.close()
    pairs.close()
    titles.close()
    phraseFile.close()
    titleFile.close()
  }

  const list = (): ListedNames => {
    countBatch()
    const found = brands.finish()
    const known = createKnownForms()
    for (const [tag, { number, queries }] of locales) {
      for (const { form, kind } of found.brands.get(tag) ?? [])
        known.add(form, number, kind === 'brand' ? 'brand' : 'asked')
      for (const form of queries.keys()) known.add(form, number, 'searched')
    }
    const chosen = choosePhraseNames(phrases.records(), { minCount: minPhraseCount, known, titles, parse: parseTitle })
    const lists = [...locales].map(([tag, { number, queries }]) => {
      const own: OwnLocale = tag === '' ? {} : { locale: tag }
      const brandNames = listBrands(found.brands.get(tag) ?? [], queries, (form) => known.titlesOf(form, number))
      const learned = new Set(brandNames.map(({ form }) => form))
      const isOther = (form: string) => known.titlesOf(form, number) === 0 && !learned.has(form)
      return { own, number, queries, brandNames, otherQueries: [...queries.keys()].filter(isOther) }
    })
    const byKind: Record<NameKind, number> = { brand: 0, line: 0, query: 0, phrase: 0, term: 0 }
    for (const { brandNames, otherQueries } of lists) {
      for (const { kind } of brandNames) byKind[kind]++
      byKind.query += otherQueries.length
    }
    for (const [kind, count] of chosen.byKind) byKind[kind] += count
    const names: Listing<Name> = {
      length: Object.values(byKind).reduce((total, count) => total + count, 0),
      *[Symbol.iterator]() {
        for (const { own, number, queries, brandNames, otherQueries } of lists) {
          for (const name of brandNames) yield { ...name, ...own }
          for (const { text, form, kind, count: titles } of chosen.of(number)) {
            const count = kind === 'query' ? titles + (queries.get(form) ?? 0) : titles
            yield own.locale === undefined ? { text, form, kind, count } : { text, form, kind, count, ...own }
          }
          for (const form of otherQueries) yield { text: form, form, kind: 'query', count: queries.get(form)!, ...own }
        }
      },
    }
    return {
      names,
      byKind,
      bigrams: concatenated(neighbours.list(), pairs.list(products)),
      products,
      junkBrands: found.junk,
      suspectBrands: found.suspects,
      close,
    }
  }

  return {
    add(product) {
      products++
      if (batch.push(product) >= batchSize) countBatch()
    },

    addQuery(query, count, locale) {
      countBatch()
      const { text, terms } = parseQuery(query)
      if (terms.length === 0 || terms.length > maxPhraseTerms) return
      const { queries } = localeOf(locale)
      queries.set(text, (queries.get(text) ?? 0) + count)
    },

    finish() {
      const { names, bigrams, junkBrands, suspectBrands } = list()
      const found = { names: [...names], bigrams: [...bigrams], products, junkBrands, suspectBrands }
      close()
      return found
    },

    list,
    close,
  }
}

/** What is no brand yet is a name by its title or searches, or, where there are none, by itself. */
function listBrands(
  brands: readonly Brand[],
  queries: ReadonlyMap<string, number>,
  titlesOf: (form: string) => number,
): readonly Name[] {
  return brands.flatMap(({ form, text, count, kind }) => {
    const [inTitles, searches] = [titlesOf(form), queries.get(form)]
    if (kind !== 'brand' && (inTitles > 0 || searches !== undefined)) return []
    return [{ text, form, kind, count: Math.max(count, inTitles + (searches ?? 0)) }]
  })
}

function concatenated<Each>(first: Listing<Each>, second: Listing<Each>): Listing<Each> {
  return {
    length: first.length + second.length,
    *[Symbol.iterator]() {
      yield* first
      yield* second
    },
  }
}
