import type { CatalogIndex } from './ports.ts'

/**
 * Words of titles that hardly stand in names ("De Longhi", "Acqua di Parma"), by language; normalised. Neighbouring languages share some: the
 * others tell them apart, and languages without words of their own stand here so that they are not taken for a neighbour.
 */
const functionWords: Readonly<Record<string, readonly string[]>> = {
  en: ['and', 'with', 'for', 'of', 'the'],
  ca: ['amb', 'per', 'sense', 'i', 'dels'],
  cs: ['pro', 'na', 'ze', 'bez', 'do'],
  da: ['og', 'med', 'til', 'uden'],
  de: ['und', 'mit', 'fur', 'ohne', 'zum'],
  es: ['para', 'con', 'sin', 'del'],
  fr: ['et', 'avec', 'pour', 'sans', 'des'],
  it: ['con', 'senza', 'della', 'del'],
  nl: ['met', 'voor', 'zonder', 'een'],
  pl: ['dla', 'na', 'ze', 'oraz', 'bez', 'do'],
  pt: ['para', 'com', 'sem', 'dos'],
  sv: ['och', 'med', 'utan', 'fran'],
  tr: ['ve', 'icin', 'ile'],
}

/** A word may be a size or a name ("Med", "The" for tea): it counts for no more than three times what the others do. */
const mostOfOne = 3

/** Least such words a title, or the catalog says nothing. */
const leastShare = 0.05

/** Of the catalog's titles, as BCP 47 primary subtag: whose words they have most of; English where they have few, or no other's. Fails as the index does. */
export async function catalogLanguage(
  index: Pick<CatalogIndex, 'counts'>,
  { products }: { readonly products: number },
): Promise<string> {
  const words = [...new Set(Object.values(functionWords).flat())]
  const counts = await index.counts(words)
  const countOf = new Map(words.map((word, i) => [word, counts[i]!]))
  const weights = Object.entries(functionWords).map(([language, own]) => {
    const each = own.map((word) => countOf.get(word)!)
    const sum = each.reduce((total, count) => total + count, 0)
    return [language, Math.min(sum, mostOfOne * (sum - Math.max(...each)))] as const
  })
  const [language, weight] = weights.reduce((best, next) => (next[1] > best[1] ? next : best))
  return weight < leastShare * products ? 'en' : language
}
