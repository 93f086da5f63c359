import { joined, normalise } from '../speller/normalise.ts'
import { suspectBrands, type BrandRuling, type SuspectBrand } from './brand-review.ts'
import { displayText } from './display-text.ts'
import { isJunkText, isJunkBrand, sellersBrand, withoutLabel } from './junk-brands.ts'
import type { Product } from './product.ts'

export interface Brand {
  readonly form: string
  /** The commonest spelling of all brands of its joined form. */
  readonly text: string
  /** Products. */
  readonly count: number
  /** Not brand: to be reviewed, or ruled out. */
  readonly kind: 'brand' | 'phrase' | 'term'
}

export interface BrandCollector {
  /** The brand's form; empty where the product has none. */
  add(product: Product, locale: string): string
  /** `brands`: by locale. */
  finish(): {
    readonly brands: ReadonlyMap<string, readonly Brand[]>
    readonly suspects: readonly SuspectBrand[]
    /** Products whose brand says nothing, or is a description of more than 16 terms. */
    readonly junk: number
  }
}

interface Entry {
  readonly form: string
  count: number
  /** Products by spelling, in the order in which they came. */
  readonly spellings: Map<string, number>
  readonly example: Product
}

/** More than a query may have. What is longer is a description. */
const maxBrandTerms = 16

/** Counts brands and their spellings: case, punctuation and diacritics make no other brand. */
export function createBrandCollector(rulings: readonly BrandRuling[] = []): BrandCollector {
  const locales = new Map<string, Map<string, Entry>>()
  const forms = new Map<string, string>()
  let junk = 0

  const formOf = (raw: string): string => {
    let form = forms.get(raw)
    if (form === undefined) {
      const normal = normalise(withoutLabel(raw))
      const isLong = normal.split(' ').length > maxBrandTerms
      form = isJunkText(raw) || isJunkBrand(normal) || isLong ? '' : normal
      forms.set(raw, form)
    }
    return form
  }

  return {
    add(product, locale) {
      const { brand } = product
      if (brand === undefined || brand.trim() === '') return ''
      const form = formOf(brand)
      if (form === '') {
        junk++
        return ''
      }
      let entries = locales.get(locale)
      if (!entries) locales.set(locale, (entries = new Map<string, Entry>()))
      let entry = entries.get(form)
      if (!entry) entries.set(form, (entry = { form, count: 0, spellings: new Map(), example: product }))
      entry.count++
      const spelling = withoutLabel(brand)
      entry.spellings.set(spelling, (entry.spellings.get(spelling) ?? 0) + 1)
      return form
    },
    finish() {
      const suspects: SuspectBrand[] = []
      const brands = new Map<string, readonly Brand[]>()
      for (const [locale, entries] of locales) {
        reduceSellers(entries, rulings, locale)
        const texts = commonestSpellings(entries.values())
        const all = [...entries.values()].map(({ form, count, example }) => {
          const text = texts.get(joined(form))!
          return { form, text, count, example }
        })
        const found = suspectBrands(all, rulings, locale)
        suspects.push(...found.toReview)
        const kindOf = (form: string) =>
          !found.notLearned.has(form) ? 'brand' : form.includes(' ') ? 'phrase' : 'term'
        brands.set(
          locale,
          all.map(({ form, text, count }) => ({ form, text, count, kind: kindOf(form) })),
        )
      }
      return { brands, suspects, junk }
    },
  }
}

/** "Nike Store" and "by Nike" count as Nike where that has as many products at least, unless the shop says that they are brands: By Terry is one. */
function reduceSellers(entries: Map<string, Entry>, rulings: readonly BrandRuling[], locale: string): void {
  const isRuled = (form: string) =>
    rulings.some((rule) => rule.form === joined(form) && (rule.locale === undefined || rule.locale === locale))
  for (const [form, { count }] of entries) {
    const rest = sellersBrand(form)
    const brand = rest === undefined ? undefined : entries.get(rest)
    if (!brand || brand.count < count || isRuled(form)) continue
    brand.count += count
    entries.delete(form)
  }
}

function commonestSpellings(entries: Iterable<Entry>): Map<string, string> {
  const best = new Map<string, { text: string; count: number }>()
  for (const { form, spellings } of entries) {
    for (const [text, count] of spellings) {
      const known = best.get(joined(form))
      if (!known || count > known.count) best.set(joined(form), { text, count })
    }
  }
  return new Map([...best].map(([key, { text }]) => [key, displayText(text)]))
}
