import { joined, parseQuery } from './normalise.ts'
import type { Name } from './types.ts'

/** Fewest letters of a term that stands for its brand: shorter ones stand in many others. */
const minLetters = 3

/**
 * The terms of a brand of several, each as a name of its own: shoppers ask for a brand by one of them. Those with numbers are left out. Of a
 * brand of the feed they are names anyway; for one that was added at run time no title speaks.
 */
export function partsOf({ text, form, kind, count, locale }: Name): Name[] {
  if (kind !== 'brand' || !form.includes(' ')) return []
  const own = locale === undefined ? {} : { locale }
  return parseQuery(text)
    .terms.filter((term) => !term.frozen && [...term.text].length >= minLetters)
    .map(({ text: part, start, end }): Name => {
      const written = text.slice(start, end)
      return { text: written, form: part, kind: 'term', count, ...own, isAdded: true, isPart: true }
    })
}

/**
 * The parts of the added brands among these names that are the span, each locale's once, with the greatest count. None where one of the names is
 * what the span is: then the catalog knows the term by itself.
 */
export function partsThatAre(span: string, names: readonly Name[]): Name[] {
  const wanted = joined(span)
  if (names.some(({ form }) => form === wanted)) return []
  const parts = new Map<string, Name>()
  for (const name of names) {
    if (!name.isAdded) continue
    for (const part of partsOf(name)) {
      const before = parts.get(part.locale ?? '')
      if (part.form === wanted && !(before && before.count >= part.count)) parts.set(part.locale ?? '', part)
    }
  }
  return [...parts.values()]
}
