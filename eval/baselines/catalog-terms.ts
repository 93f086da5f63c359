import type { Name } from '../../src/speller/types.ts'

/** What a term-by-term speller knows of a shop: its single terms, with the products that hold each. */
export type CatalogTerms = ReadonlyMap<string, number>

/** The names of one term, counts of all locales together. */
export function catalogTermsOf(names: readonly Name[]): CatalogTerms {
  const counts = new Map<string, number>()
  for (const { form, count } of names) if (!form.includes(' ')) counts.set(form, (counts.get(form) ?? 0) + count)
  return counts
}

/** The terms that may be suggested: those counted at least `minCount` times. */
export function frequentTerms(terms: CatalogTerms, minCount: number): CatalogTerms {
  return new Map([...terms].filter(([, count]) => count >= minCount))
}
