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

/** A brand as it is counted. */
export interface CollectedBrand {
  /** From 0, in the order in which brands came first. */
  readonly number: number
  readonly form: string
}

export interface BrandCollector {
  /** Undefined where the product has none. */
  add(product: Product, locale: string): CollectedBrand | undefined
  /** `brands`: by locale. */
  finish(): {
    readonly brands: ReadonlyMap<string, readonly Brand[]>
    readonly suspects: readonly SuspectBrand[]
    /** Products whose brand says nothing, or is a description of more than 16 terms. */
    readonly junk: number
  }
}

interface Entry extends CollectedBrand {
  count: number
  /** In the order in which they came. */
  readonly spellings: Map<string, Spelling>
  readonly example: Product
}

interface Spelling {
  /** Products. */
  count: number
}

/** What a brand field says in a locale, of which the products are counted. */
interface Field {
  readonly entry: Entry
  readonly spelling: Spelling
}

interface LocaleBrands {
  readonly locale: string
  /** By form. */
  readonly entries: Map<string, Entry>
  /** By text; undefined of one that is junk. */
  readonly fields: Map<string, Field | undefined>
}

/** More than a query may have. What is longer is a description. */
const maxBrandTerms = 16

/** Counts brands and their spellings: case, punctuation and diacritics make no other brand. */
export function createBrandCollector(rulings: readonly BrandRuling[] = []): BrandCollector {
  const locales = new Map<string, LocaleBrands>()
  let last: LocaleBrands | undefined
  let junk = 0
  let numbered = 0

  const brandsOf = (locale: string): LocaleBrands => {
    if (last?.locale === locale) return last
    let found = locales.get(locale)
    if (!found) locales.set(locale, (found = { locale, entries: new Map(), fields: new Map() }))
    return (last = found)
  }

  const fieldOf = ({ entries, fields }: LocaleBrands, brand: string, product: Product): Field | undefined => {
    const known = fields.get(brand)
    if (known || fields.has(brand)) return known
    const form = formOf(brand)
    let field: Field | undefined
    if (form !== '') {
      let entry = entries.get(form)
      if (!entry) {
        entry = { number: numbered++, form, count: 0, spellings: new Map(), example: product }
        entries.set(form, entry)
      }
      const text = withoutLabel(brand)
      let spelling = entry.spellings.get(text)
      if (!spelling) entry.spellings.set(text, (spelling = { count: 0 }))
      field = { entry, spelling }
    }
    fields.set(brand, field)
    return field
  }

  return {
    add(product, locale) {
      const { brand } = product
      if (brand === undefined || brand.trim() === '') return undefined
      const field = fieldOf(brandsOf(locale), brand, product)
      if (!field) {
        junk++
        return undefined
      }
      field.entry.count++
      field.spelling.count++
      return field.entry
    },
    finish() {
      const suspects: SuspectBrand[] = []
      const brands = new Map<string, readonly Brand[]>()
      for (const [locale, { entries }] of locales) {
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

/** Empty of a brand field that says nothing, or too much. */
function formOf(brand: string): string {
  const normal = normalise(withoutLabel(brand))
  const isLong = normal.split(' ').length > maxBrandTerms
  return isJunkText(brand) || isJunkBrand(normal) || isLong ? '' : normal
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
    for (const [text, { count }] of spellings) {
      const known = best.get(joined(form))
      if (!known || count > known.count) best.set(joined(form), { text, count })
    }
  }
  return new Map([...best].map(([key, { text }]) => [key, displayText(text)]))
}
