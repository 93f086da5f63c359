import type { CatalogIndex } from './ports.ts'

/** Words of titles that hardly stand in names ("De Longhi", "La Roche-Posay"), in English and in other languages of shops; normalised. */
const english = ['and', 'with', 'for', 'of', 'the']
const others = [
  ...['und', 'mit', 'fur', 'ohne'],
  ...['et', 'avec', 'pour', 'sans', 'des'],
  ...['para', 'con', 'sin'],
  ...['della', 'senza', 'del'],
  ...['met', 'voor', 'zonder'],
  ...['com', 'sem'],
  ...['och', 'med', 'til', 'uden'],
  ...['dla', 'ze'],
  ...['ve', 'icin', 'ile'],
]

/** True unless the catalog's titles have more such words of other languages than of English. Fails as the index does. */
export async function isInEnglish(index: Pick<CatalogIndex, 'counts'>): Promise<boolean> {
  const counts = await index.counts([...english, ...others])
  const sum = (some: readonly number[]) => some.reduce((total, count) => total + count, 0)
  return sum(counts.slice(english.length)) <= sum(counts.slice(0, english.length))
}
