import { normalise, parseQuery } from '../../speller/normalise.ts'
import type { BigramCount, Name, NameKind } from '../../speller/types.ts'
import { displayText } from '../display-text.ts'
import type { Product } from '../product.ts'

interface Entry {
  count: number
  readonly kind: NameKind
  readonly text: string
  /** What each title has before it. */
  readonly follows: Set<string | null>
  last: number
}

const weak = new Set(
  'a an and at by for from in of on or the to with w per x is it as de la le der die das und et en'.split(' '),
)
const isWeak = (term: string) => term.length === 1 || weak.has(term)
const hasDigit = (term: string) => /\p{N}/u.test(term)

/**
 * Names and neighbours as `createNameCollector` gives them, in its order, by maps of texts and without its bounds; for brands
 * of up to 4 terms that are neither junk nor suspect, each spelled in one way.
 */
export function namesByHand(
  products: readonly Product[],
  queries: readonly (readonly [form: string, count: number])[],
  minPhraseCount: number,
): { readonly names: Name[]; readonly neighbours: BigramCount[] } {
  const locales = new Map<
    string,
    { entries: Map<string, Entry>; brands: Map<string, { text: string; count: number }> }
  >()
  const neighbours = new Map<string, number>()
  const inLocale = (locale = '') => {
    if (!locales.has(locale)) locales.set(locale, { entries: new Map(), brands: new Map() })
    return locales.get(locale)!
  }
  products.forEach(({ title, brand = '', locale }, number) => {
    const { entries, brands } = inLocale(locale)
    const brandForm = normalise(brand)
    if (brandForm !== '') brands.set(brandForm, { text: brand, count: (brands.get(brandForm)?.count ?? 0) + 1 })
    const terms = parseQuery(title).terms.slice(0, 40)
    const texts = terms.map(({ text }) => text)
    const classes = ['<s>', ...texts.map((text) => (hasDigit(text) ? '0' : text))]
    for (let i = 0; i < texts.length; i++) {
      const pair = `${classes[i]} ${classes[i + 1]}`
      neighbours.set(pair, (neighbours.get(pair) ?? 0) + 1)
      for (let end = i + 1; end <= Math.min(texts.length, i + 4); end++) {
        const [first, last] = [texts[i]!, texts[end - 1]!]
        const isSingle = end === i + 1
        if (hasDigit(first) || hasDigit(last) || (!isSingle && (isWeak(first) || isWeak(last)))) continue
        const form = texts.slice(i, end).join(' ')
        const text = displayText(title.slice(terms[i]!.start, terms[end - 1]!.end))
        const made: Entry = { count: 0, kind: isSingle ? 'term' : 'phrase', text, follows: new Set(), last: -1 }
        const entry = entries.get(form) ?? made
        entries.set(form, entry)
        if (entry.last === number) continue
        entry.last = number
        entry.count++
        entry.follows.add(brandForm !== '' && texts.slice(0, i).join(' ') === brandForm ? brandForm : null)
      }
    }
  })
  for (const _ of queries) inLocale()
  const searched = new Map(queries)
  const names = [...locales].flatMap(([locale, { entries, brands }]) => {
    const own = locale === '' ? {} : { locale }
    const searches = (form: string) => (locale === '' ? (searched.get(form) ?? 0) : 0)
    const total = (form: string) => (entries.get(form)?.count ?? 0) + searches(form)
    const found: Name[] = []
    for (const [form, { text, count }] of brands)
      found.push({ text, form, kind: 'brand', count: Math.max(count, total(form)), ...own })
    for (const [form, { text, kind, count, follows }] of entries) {
      if (brands.has(form)) continue
      const isLine = kind === 'phrase' && follows.size === 1 && !follows.has(null)
      if (searches(form) > 0) found.push({ text: form, form, kind: 'query', count: total(form), ...own })
      else if (kind === 'term' || count >= minPhraseCount)
        found.push({ text, form, kind: isLine ? 'line' : kind, count, ...own })
    }
    for (const [form, count] of searched)
      if (locale === '' && !entries.has(form) && !brands.has(form))
        found.push({ text: form, form, kind: 'query', count })
    return found
  })
  return { names, neighbours: [...neighbours].map(([form, count]) => ({ form, count })) }
}
