import { parseQuery } from '../speller/normalise.ts'
import { lmTerm } from '../speller/language-model.ts'
import type { BigramCount, Name, NameKind } from '../speller/types.ts'
import { createBrandCollector } from './brand-collector.ts'
import type { BrandRuling, SuspectBrand } from './brand-review.ts'
import { displayText } from './display-text.ts'
import { createPairCounter } from './pair-counter.ts'
import type { Product } from './product.ts'

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

const functionWords = new Set(
  'a an and at by for from in of on or the to with w per x is it as de la le der die das und et en'.split(' '),
)
const maxTitleTerms = 40
const maxPhraseTerms = 4

interface Entry {
  count: number
  kind: NameKind
  /** As the first title has it. */
  text: string
  /** The one brand it followed directly, or null once it stood anywhere else. */
  brand?: string | null
  /** The last product counted. */
  last: number
}

/** What a term of a title is worth; looked up once a term. */
interface TermTraits {
  readonly bigramTerm: string
  readonly hasDigit: boolean
  readonly isWeak: boolean
}

/**
 * Turns products into names: brands, lines (phrases that only ever follow one brand), phrases of 2 to 4 terms, single
 * terms, popular queries; and counts neighbouring terms and terms that share a title. A form that is several keeps the
 * strongest kind; titles and searches add up in its count. Terms with digits never start or end a name, and are one class
 * in bigrams.
 */
export function createNameCollector(options: NameOptions = {}): NameCollector {
  const minPhraseCount = options.minPhraseCount ?? 3
  const entries = new Map<string, Map<string, Entry>>()
  const bigrams = new Map<string, number>()
  const pairs = createPairCounter(isWeak)
  const brands = createBrandCollector(options.brandRulings)
  const traits = new Map<string, TermTraits>()
  let products = 0

  const entriesOf = (locale: string | undefined) => {
    const key = locale ?? options.locale ?? ''
    let found = entries.get(key)
    if (!found) entries.set(key, (found = new Map<string, Entry>()))
    return found
  }

  const traitsOf = (term: string) => {
    let found = traits.get(term)
    if (!found) traits.set(term, (found = { bigramTerm: lmTerm(term), hasDigit: hasDigit(term), isWeak: isWeak(term) }))
    return found
  }

  return {
    add(product) {
      products++
      const { title } = product
      const map = entriesOf(product.locale)
      const brand = brands.add(product, product.locale ?? options.locale ?? '')
      const { terms } = parseQuery(title)
      const length = Math.min(terms.length, maxTitleTerms)
      const brandLength = brand === '' ? 0 : brand.split(' ').length
      const texts = terms.map((term) => term.text)
      const startsWithBrand = brandLength > 0 && texts.slice(0, brandLength).join(' ') === brand
      pairs.add(texts)
      const traitsAt = texts.map(traitsOf)
      let previous = '<s>'
      for (let i = 0; i < length; i++) {
        const first = traitsAt[i]!
        const pair = previous + ' ' + first.bigramTerm
        bigrams.set(pair, (bigrams.get(pair) ?? 0) + 1)
        previous = first.bigramTerm
        if (first.hasDigit) continue
        let form = ''
        for (let j = i; j < Math.min(length, i + maxPhraseTerms); j++) {
          form = j === i ? texts[j]! : form + ' ' + texts[j]!
          const last = traitsAt[j]!
          if (j > i && (last.hasDigit || first.isWeak || last.isWeak)) continue
          let entry = map.get(form)
          if (!entry) {
            const text = displayText(title.slice(terms[i]!.start, terms[j]!.end))
            map.set(form, (entry = { count: 0, kind: j === i ? 'term' : 'phrase', text, last: 0 }))
          }
          if (entry.last === products) continue
          entry.last = products
          entry.count++
          if (j > i) {
            const follows = startsWithBrand && i === brandLength ? brand : null
            if (entry.brand === undefined) entry.brand = follows
            else if (entry.brand !== follows) entry.brand = null
          }
        }
      }
    },

    addQuery(query, count, locale) {
      const parsed = parseQuery(query)
      if (parsed.terms.length === 0 || parsed.terms.length > maxPhraseTerms) return
      const map = entriesOf(locale)
      const entry = map.get(parsed.text)
      if (!entry) map.set(parsed.text, { count, kind: 'query', text: parsed.text, last: 0 })
      else {
        entry.count += count
        entry.kind = 'query'
        entry.text = parsed.text
      }
    },

    finish() {
      const names: Name[] = []
      const found = brands.finish()
      for (const locale of new Set([...entries.keys(), ...found.brands.keys()])) {
        const map = entries.get(locale) ?? new Map<string, Entry>()
        const own = locale === '' ? {} : { locale }
        const learned = new Set<string>()
        for (const { form, text, count, kind } of found.brands.get(locale) ?? []) {
          // What is no brand yet is a name by its title, or, where no title holds it, by itself.
          if (kind !== 'brand' && map.has(form)) continue
          learned.add(form)
          names.push({ text, form, kind, count: Math.max(count, map.get(form)?.count ?? 0), ...own })
        }
        for (const [form, { text, kind, count, brand }] of map) {
          if (learned.has(form) || (kind === 'phrase' && count < minPhraseCount)) continue
          names.push({ text, form, kind: kind === 'phrase' && brand ? 'line' : kind, count, ...own })
        }
      }
      const neighbours = [...bigrams].map(([form, count]) => ({ form, count }))
      return {
        names,
        bigrams: neighbours.concat(pairs.finish(products)),
        products,
        junkBrands: found.junk,
        suspectBrands: found.suspects,
      }
    },
  }
}

/** Terms that say too little to begin or end a phrase. */
function isWeak(term: string): boolean {
  return term.length === 1 || functionWords.has(term)
}

function hasDigit(text: string): boolean {
  return /\p{N}/u.test(text)
}
