import type { CatalogIndex } from './ports.ts'

/**
 * Words of titles that hardly stand in names ("De Longhi", "La Roche-Posay"), by language; normalised. Neighbouring languages share some: the
 * others tell them apart.
 */
const functionWords: Readonly<Record<string, readonly string[]>> = {
  en: ['and', 'with', 'for', 'of', 'the'],
  da: ['og', 'med', 'til', 'uden'],
  de: ['und', 'mit', 'fur', 'ohne', 'zum'],
  es: ['para', 'con', 'sin', 'del', 'los'],
  fr: ['et', 'avec', 'pour', 'sans', 'des'],
  it: ['con', 'per', 'senza', 'della', 'di'],
  nl: ['met', 'voor', 'zonder', 'een'],
  pl: ['dla', 'ze', 'oraz', 'na'],
  pt: ['para', 'com', 'sem', 'dos'],
  sv: ['och', 'med', 'utan', 'till'],
  tr: ['ve', 'icin', 'ile'],
}

/** Of the catalog's titles, as BCP 47 primary subtag: whose words they have most of; English where that is no other's. Fails as the index does. */
export async function catalogLanguage(index: Pick<CatalogIndex, 'counts'>): Promise<string> {
  const words = [...new Set(Object.values(functionWords).flat())]
  const counts = await index.counts(words)
  const countOf = new Map(words.map((word, i) => [word, counts[i]!]))
  const sums = Object.entries(functionWords).map(
    ([language, own]) => [language, own.reduce((sum, word) => sum + countOf.get(word)!, 0)] as const,
  )
  return sums.reduce((best, next) => (next[1] > best[1] ? next : best))[0]
}
