import { parseQuery } from '../speller/normalise.ts'
import { lmTerm } from '../speller/language-model.ts'
import type { BigramCount, Name, NameKind } from '../speller/types.ts'
import { createPairCounter } from './pair-counter.ts'
import type { Product } from './product.ts'

export interface NameOptions {
  /** Fewest titles that make a phrase of 2 to 4 terms a name. Lower finds rare lines, and grows the index. Default 3. */
  readonly minPhraseCount?: number
  readonly locale?: string
}

export interface CollectedNames {
  readonly names: readonly Name[]
  readonly bigrams: readonly BigramCount[]
  readonly products: number
}

export interface NameCollector {
  add(product: Product): void
  /** A query that shoppers search often, with how often. */
  addQuery(query: string, count: number, locale?: string): void
  finish(): CollectedNames
}

/** Changes when the same feed would give other names. */
export const extractorVersion = 2

const rank: Record<NameKind, number> = { brand: 4, line: 3, query: 2, phrase: 1, term: 0 }
const functionWords = new Set(
  'a an and at by for from in of on or the to with w per x is it as de la le der die das und et en'.split(' '),
)
const maxTitleTerms = 40
const maxPhraseTerms = 4

interface Entry {
  count: number
  kind: NameKind
  /** Display forms seen, the first kept per form: enough for a readable name. */
  text: string
  /** The one brand it followed directly, or null once it stood anywhere else. */
  brand?: string | null
}

/** Junk that feeds put where a brand should be. */
const noBrand = new Set([
  '',
  'n a',
  'na',
  'none',
  'unbranded',
  'generic',
  'unknown',
  'no brand',
  'does not apply',
  'null',
])

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
  let products = 0

  const entriesOf = (locale: string | undefined) => {
    const key = locale ?? options.locale ?? ''
    let found = entries.get(key)
    if (!found) entries.set(key, (found = new Map<string, Entry>()))
    return found
  }

  const countIn = (map: Map<string, Entry>, form: string, kind: NameKind, text: string, count: number) => {
    const entry = map.get(form)
    if (!entry) map.set(form, { count, kind, text })
    else {
      entry.count += count
      if (rank[kind] > rank[entry.kind]) {
        entry.kind = kind
        entry.text = text
      }
    }
    return map.get(form)!
  }

  const addBrand = (brands: Map<string, Entry>, brand: string) => {
    const parsed = parseQuery(brand)
    if (noBrand.has(parsed.text) || parsed.terms.length > maxPhraseTerms || !/\p{L}/u.test(parsed.text)) return ''
    countIn(brands, parsed.text, 'brand', brand.trim().replace(/\s+/gu, ' '), 1)
    return parsed.text
  }

  const brandEntries = new Map<string, Map<string, Entry>>()

  return {
    add(product) {
      products++
      const locale = product.locale ?? options.locale ?? ''
      const map = entriesOf(product.locale)
      let brands = brandEntries.get(locale)
      if (!brands) brandEntries.set(locale, (brands = new Map<string, Entry>()))
      const brand = addBrand(brands, product.brand ?? '')
      const { terms } = parseQuery(product.title)
      const length = Math.min(terms.length, maxTitleTerms)
      const brandLength = brand === '' ? 0 : brand.split(' ').length
      const startsWithBrand =
        brandLength > 0 &&
        terms
          .slice(0, brandLength)
          .map((term) => term.text)
          .join(' ') === brand
      pairs.add(terms.map((term) => term.text))
      const seen = new Set<string>()
      let previous = '<s>'
      for (let i = 0; i < length; i++) {
        const current = lmTerm(terms[i]!.text)
        const pair = previous + ' ' + current
        bigrams.set(pair, (bigrams.get(pair) ?? 0) + 1)
        previous = current
        if (hasDigit(terms[i]!.text)) continue
        let form = ''
        for (let j = i; j < Math.min(length, i + maxPhraseTerms); j++) {
          const text = terms[j]!.text
          form = j === i ? text : form + ' ' + text
          const last = text
          if (hasDigit(last)) {
            if (j === i) break
            continue
          }
          if (j > i && (isWeak(terms[i]!.text) || isWeak(last))) continue
          if (seen.has(form)) continue
          seen.add(form)
          const display = product.title.slice(terms[i]!.start, terms[j]!.end)
          const entry = countIn(map, form, j === i ? 'term' : 'phrase', display, 1)
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
      countIn(entriesOf(locale), parsed.text, 'query', parsed.text, count)
    },

    finish() {
      const names: Name[] = []
      for (const locale of new Set([...entries.keys(), ...brandEntries.keys()])) {
        const map = entries.get(locale) ?? new Map<string, Entry>()
        const brands = brandEntries.get(locale) ?? new Map<string, Entry>()
        const name = (form: string, entry: Entry, kind: NameKind, count: number): Name => ({
          text: entry.text,
          form,
          kind,
          count,
          ...(locale === '' ? {} : { locale }),
        })
        for (const [form, entry] of brands)
          names.push(name(form, entry, 'brand', Math.max(entry.count, map.get(form)?.count ?? 0)))
        for (const [form, entry] of map) {
          if (brands.has(form)) continue
          if (entry.kind === 'phrase') {
            if (entry.count < minPhraseCount) continue
            names.push(name(form, entry, entry.brand ? 'line' : 'phrase', entry.count))
          } else names.push(name(form, entry, entry.kind, entry.count))
        }
      }
      const neighbours = [...bigrams].map(([form, count]) => ({ form, count }))
      return { names, bigrams: neighbours.concat(pairs.finish(products)), products }
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
