import { columnMeans, resampleMeans } from './bootstrap.ts'
import { estimate, estimateRate } from './estimate.ts'
import type { GoldCase, GoldSet } from './gold.ts'
import type { Outcome } from './outcome.ts'
import type { ProductSearch } from './product-search.ts'
import type { SearchFigures, SearchReport } from './report.ts'
import { recallAt24, searchDepth, wonBack } from './search-recall.ts'

export function isJudged(set: GoldSet): boolean {
  return set.cases.some(({ relevant }) => relevant !== undefined)
}

/**
 * Searches with three texts for each judged query: as typed, the first gold, and what each system would search. The set
 * holds judgements. `bySystem`: outcomes in the order of the set's cases.
 */
export function reportSearch(
  { cases }: GoldSet,
  bySystem: ReadonlyMap<string, readonly Outcome[]>,
  search: ProductSearch,
): SearchReport {
  const judged = cases.flatMap((gold, at) => (gold.relevant ? [{ gold, relevant: gold.relevant, at }] : []))
  const searchWith = (textOf: (gold: GoldCase, at: number) => string): readonly Searched[] =>
    judged.map(({ gold, relevant, at }) => searchOnce(search, textOf(gold, at), relevant))
  const raw = searchWith(({ query }) => query)
  const right = searchWith(({ golds }) => golds[0]!)
  const products = [...new Set(judged.flatMap(({ relevant }) => relevant))]
  return {
    n: judged.length,
    products: products.length,
    productsNotInCatalog: products.filter((id) => !search.has(id)).length,
    raw: figures(raw),
    gold: figures(right),
    systems: [...bySystem].map(([system, outcomes]) => {
      const corrected = searchWith((_, at) => outcomes[at]!.answer.applied)
      const rows = raw.map(({ recall }, i) => [recall, corrected[i]!.recall, right[i]!.recall])
      const share = ([asTyped, own, gold]: readonly number[]) => wonBack(asTyped!, own!, gold!)
      return {
        system,
        ...figures(corrected),
        recallWonBack: estimate(columnMeans(rows), resampleMeans(rows), share),
      }
    }),
  }
}

/** What one text found of the relevant products. */
interface Searched {
  readonly recall: number
  readonly isEmpty: boolean
}

function searchOnce(search: ProductSearch, text: string, relevant: readonly string[]): Searched {
  const found = search.search(text, searchDepth).map(({ id }) => id)
  return { recall: recallAt24(found, relevant), isEmpty: found.length === 0 }
}

function figures(searched: readonly Searched[]): SearchFigures {
  const rows = searched.map(({ recall }) => [recall])
  return {
    recallAt24: estimate(columnMeans(rows), resampleMeans(rows), ([mean]) => mean!),
    zeroResultRate: estimateRate({ hits: searched.filter(({ isEmpty }) => isEmpty).length, n: searched.length }),
  }
}
