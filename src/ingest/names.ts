import { parseQuery } from '../speller/normalise.ts'
import type { BigramCount, Name, NameKind } from '../speller/types.ts'
import { createBrandCollector, type Brand } from './brand-collector.ts'
import type { BrandRuling, SuspectBrand } from './brand-review.ts'
import type { Listing } from './listing.ts'
import { createNeighbourCounter } from './neighbour-counter.ts'
import { createPairCounter } from './pair-counter.ts'
import { createPhraseCounter, maxPhraseTerms, type LeadingBrand } from './phrase-counter.ts'
import type { Product } from './product.ts'
import { createTermDictionary } from './term-dictionary.ts'
import { createTitleParser, type TitleTerm } from './title-terms.ts'

export interface NameOptions {
  /** Fewest titles that make a phrase of 2 to 4 terms a name. Lower finds rare lines, and grows the index. Default 3. */
  readonly minPhraseCount?: number
  readonly locale?: string
  readonly brandRulings?: readonly BrandRuling[]
}

interface Found {
  readonly products: number
  /** Products whose brand field says nothing, such as "N/A". */
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
  /** Lets go of all that was counted: names and bigrams cannot be walked through any more. */
  close(): void
}

export interface NameCollector {
  add(product: Product): void
  /** A query that shoppers search often, with how often. */
  addQuery(query: string, count: number, locale?: string): void
  finish(): CollectedNames
  /** The same, in the same order. Nothing is added afterwards. */
  list(): ListedNames
}

/** Changes when the same feed would give other names. */
export const extractorVersion = 4

type OwnLocale = Pick<Name, 'locale'>

interface LocaleNames {
  readonly number: number
  /** How often each form is searched. */
  readonly queries: Map<string, number>
}

interface KnownBrand extends LeadingBrand {
  readonly texts: readonly string[]
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
  const phrases = createPhraseCounter(dictionary)
  const neighbours = createNeighbourCounter(dictionary)
  const pairs = createPairCounter()
  const brands = createBrandCollector(options.brandRulings)
  /** By form. */
  const knownBrands = new Map<string, KnownBrand>()
  const locales = new Map<string, LocaleNames>()
  let products = 0

  const localeOf = (tag: string | undefined) => {
    const key = tag ?? options.locale ?? ''
    let found = locales.get(key)
    if (!found) locales.set(key, (found = { number: locales.size, queries: new Map<string, number>() }))
    return found
  }

  /** Undefined where the title begins otherwise. */
  const leadingBrand = (form: string, title: readonly TitleTerm[]): KnownBrand | undefined => {
    let brand = knownBrands.get(form)
    if (!brand) {
      const texts = form.split(' ')
      knownBrands.set(form, (brand = { id: knownBrands.size, terms: texts.length, texts }))
    }
    return brand.texts.every((text, i) => title[i]?.term.text === text) ? brand : undefined
  }

  /** Names that are no phrases of titles, and the phrases of titles that are names, of one locale. */
  const listLocale = (
    own: OwnLocale,
    number: number,
    queries: ReadonlyMap<string, number>,
    found: readonly Brand[],
  ) => {
    const brandNames: Name[] = []
    const learned = new Set<string>()
    const learnedPhrases = new Set<number | undefined>()
    for (const { form, text, count, kind } of found) {
      const phrase = phrases.find(form, number)
      const searches = queries.get(form)
      // What is no brand yet is a name by its title, or, where no title holds it, by itself.
      if (kind !== 'brand' && (phrase !== undefined || searches !== undefined)) continue
      learned.add(form)
      learnedPhrases.add(phrase)
      const counted = (phrase === undefined ? 0 : phrases.count(phrase)) + (searches ?? 0)
      brandNames.push({ text, form, kind, count: Math.max(count, counted), ...own })
    }
    const searched = new Map<number | undefined, string>()
    const queryNames: Name[] = []
    for (const [form, count] of queries) {
      const phrase = phrases.find(form, number)
      searched.set(phrase, form)
      if (phrase === undefined && !learned.has(form))
        queryNames.push({ text: form, form, kind: 'query', count, ...own })
    }
    const isName = (phrase: number) =>
      !learnedPhrases.has(phrase) &&
      (phrases.isSingleTerm(phrase) || phrases.count(phrase) >= minPhraseCount || searched.has(phrase))
    const kindOf = (phrase: number): NameKind =>
      searched.has(phrase)
        ? 'query'
        : phrases.isSingleTerm(phrase)
          ? 'term'
          : phrases.isLine(phrase)
            ? 'line'
            : 'phrase'
    const nameOf = (phrase: number): Name => {
      const query = searched.get(phrase)
      const titles = phrases.count(phrase)
      if (query !== undefined)
        return { text: query, form: query, kind: 'query', count: titles + queries.get(query)!, ...own }
      return { ...phrases.describe(phrase), kind: kindOf(phrase), count: titles, ...own }
    }
    return { brandNames, queryNames, isName, kindOf, nameOf }
  }

  const list = (): ListedNames => {
    const found = brands.finish()
    const lists = [...locales].map(([tag, { number, queries }]) => ({
      ...listLocale(tag === '' ? {} : { locale: tag }, number, queries, found.brands.get(tag) ?? []),
      number,
      phrases: 0,
    }))
    const byNumber = new Map(lists.map((own) => [own.number, own]))
    const byKind: Record<NameKind, number> = { brand: 0, line: 0, query: 0, phrase: 0, term: 0 }
    for (const own of lists) for (const { kind } of [...own.brandNames, ...own.queryNames]) byKind[kind]++
    phrases.visit((phrase, locale) => {
      const own = byNumber.get(locale)!
      if (!own.isName(phrase)) return
      own.phrases++
      byKind[own.kindOf(phrase)]++
    })
    /** Numbers of the phrases that are names, one locale after another. */
    const kept = new Map(lists.map((own) => [own.number, new Uint32Array(own.phrases)]))
    const filled = new Map<number, number>()
    phrases.visit((phrase, locale) => {
      if (!byNumber.get(locale)!.isName(phrase)) return
      const at = filled.get(locale) ?? 0
      kept.get(locale)![at] = phrase
      filled.set(locale, at + 1)
    })
    const names: Listing<Name> = {
      length: Object.values(byKind).reduce((total, count) => total + count, 0),
      *[Symbol.iterator]() {
        for (const own of lists) {
          yield* own.brandNames
          for (const phrase of kept.get(own.number)!) yield own.nameOf(phrase)
          yield* own.queryNames
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
      close() {
        phrases.close()
        neighbours.close()
        pairs.close()
      },
    }
  }

  return {
    add(product) {
      products++
      const { title } = product
      const locale = localeOf(product.locale)
      const brand = brands.add(product, product.locale ?? options.locale ?? '')
      const terms = parseTitle(title)
      phrases.add(title, terms, locale.number, brand === '' ? undefined : leadingBrand(brand, terms))
      neighbours.add(terms)
      pairs.add(terms)
    },

    addQuery(query, count, locale) {
      const { text, terms } = parseQuery(query)
      if (terms.length === 0 || terms.length > maxPhraseTerms) return
      const { queries } = localeOf(locale)
      queries.set(text, (queries.get(text) ?? 0) + count)
    },

    finish() {
      const listed = list()
      const { junkBrands, suspectBrands } = listed
      return { names: [...listed.names], bigrams: [...listed.bigrams], products, junkBrands, suspectBrands }
    },

    list,
  }
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
