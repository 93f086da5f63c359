import { parseQuery } from '../speller/normalise.ts'
import type { BigramCount, Name } from '../speller/types.ts'
import { createBrandCollector } from './brand-collector.ts'
import type { BrandRuling, SuspectBrand } from './brand-review.ts'
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

export interface CollectedNames {
  readonly names: readonly Name[]
  readonly bigrams: readonly BigramCount[]
  readonly products: number
  /** Products whose brand field says nothing, such as "N/A". */
  readonly junkBrands: number
  /** Not taken as brands before the shop says so: terms and phrases until then. */
  readonly suspectBrands: readonly SuspectBrand[]
}

export interface NameCollector {
  add(product: Product): void
  /** A query that shoppers search often, with how often. */
  addQuery(query: string, count: number, locale?: string): void
  finish(): CollectedNames
}

/** Changes when the same feed would give other names. */
export const extractorVersion = 4

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
      const found = brands.finish()
      const inLocale = new Map<number, number[]>()
      for (const { number } of locales.values()) inLocale.set(number, [])
      phrases.visit((phrase, locale) => inLocale.get(locale)!.push(phrase))
      const names: Name[] = []
      for (const [tag, { number, queries }] of locales) {
        const own = tag === '' ? {} : { locale: tag }
        const learned = new Set<string>()
        for (const { form, text, count, kind } of found.brands.get(tag) ?? []) {
          const phrase = phrases.find(form, number)
          const searches = queries.get(form)
          // What is no brand yet is a name by its title, or, where no title holds it, by itself.
          if (kind !== 'brand' && (phrase !== undefined || searches !== undefined)) continue
          learned.add(form)
          const counted = (phrase === undefined ? 0 : phrases.count(phrase)) + (searches ?? 0)
          names.push({ text, form, kind, count: Math.max(count, counted), ...own })
        }
        const searched = new Map([...queries.keys()].map((form) => [phrases.find(form, number), form]))
        for (const phrase of inLocale.get(number)!) {
          const query = searched.get(phrase)
          const titles = phrases.count(phrase)
          const isSingle = phrases.isSingleTerm(phrase)
          if (!isSingle && titles < minPhraseCount && query === undefined) continue
          const { form, text, isLine } = phrases.describe(phrase)
          if (learned.has(form)) continue
          if (query === undefined) {
            names.push({ text, form, kind: isSingle ? 'term' : isLine ? 'line' : 'phrase', count: titles, ...own })
          } else names.push({ text: form, form, kind: 'query', count: titles + queries.get(form)!, ...own })
        }
        for (const [form, count] of queries) {
          if (learned.has(form) || phrases.find(form, number) !== undefined) continue
          names.push({ text: form, form, kind: 'query', count, ...own })
        }
      }
      return {
        names,
        bigrams: neighbours.finish().concat(pairs.finish(products)),
        products,
        junkBrands: found.junk,
        suspectBrands: found.suspects,
      }
    },
  }
}
