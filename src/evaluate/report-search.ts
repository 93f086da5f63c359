import { estimateRate } from './estimate.ts'
import type { GoldCase, GoldSet } from './gold.ts'
import { mcnemarExact } from './mcnemar.ts'
import type { Outcome } from './outcome.ts'
import { estimateOfMeans, type Row } from './posterior-means.ts'
import type { ProductSearch } from './product-search.ts'
import type { SearchComparison, SearchFigures, SearchReport } from './report.ts'
import { recallAt24, searchDepth, wonBack } from './search-recall.ts'

export function isJudged(set: GoldSet): boolean {
  return set.cases.some(({ relevant }) => relevant !== undefined)
}

/**
 * Searches with three texts for each judged query: as typed, the first gold, and what each system would search. The set
 * holds judgements. `bySystem`: outcomes in the order of the set's cases. `baseline`: label of a system; without it none is compared.
 */
export function reportSearch(
  { cases }: GoldSet,
  bySystem: ReadonlyMap<string, readonly Outcome[]>,
  search: ProductSearch,
  baseline?: string,
): SearchReport {
  const judged = cases.flatMap((gold, at) => (gold.relevant ? [{ gold, relevant: gold.relevant, at }] : []))
  const searchWith = (textOf: (gold: GoldCase, at: number) => string): readonly Searched[] =>
    judged.map(({ gold, relevant, at }) => searchOnce(search, textOf(gold, at), relevant))
  const raw = searchWith(({ query }) => query)
  const right = searchWith(({ golds }) => golds[0]!)
  const corrected = [...bySystem].map(([system, outcomes]) => ({
    system,
    searched: searchWith((_, at) => outcomes[at]!.answer.applied),
  }))
  const base = corrected.find(({ system }) => system === baseline)
  const products = [...new Set(judged.flatMap(({ relevant }) => relevant))]
  return {
    n: judged.length,
    products: products.length,
    productsNotInCatalog: products.filter((id) => !search.has(id)).length,
    raw: figures(raw),
    gold: figures(right),
    systems: corrected.map(({ system, searched }) => ({
      system,
      ...figures(searched),
      recallWonBack: estimateOfMeans(
        raw.map(({ recall }, i) => [recall, searched[i]!.recall, right[i]!.recall]),
        lostAll,
        ([asTyped, own, gold]) => wonBack(asTyped!, own!, gold!),
      ),
    })),
    comparisons: base ? corrected.filter((own) => own !== base).map((own) => compareSearches(own, base)) : [],
  }
}

/** A query that finds nothing relevant as typed and all with its gold, whose correction wins back nothing, and one whose wins back all. */
const lostAll = [
  [0, 0, 1],
  [0, 1, 1],
]

interface SearchesOf {
  readonly system: string
  readonly searched: readonly Searched[]
}

function compareSearches(own: SearchesOf, base: SearchesOf): SearchComparison {
  const pairs = own.searched.map((one, i) => [one, base.searched[i]!] as const)
  const onlySystemEmpty = pairs.filter(([one, other]) => one.isEmpty && !other.isEmpty).length
  const onlyBaselineEmpty = pairs.filter(([one, other]) => !one.isEmpty && other.isEmpty).length
  return {
    system: own.system,
    baseline: base.system,
    recallAt24Gain: estimateOfMeans(
      pairs.map(([one, other]) => [one.recall, other.recall]),
      recallEnds.flatMap((one) => recallEnds.map((other) => [...one, ...other])),
      ([mean, before]) => mean! - before!,
    ),
    onlySystemEmpty,
    onlyBaselineEmpty,
    p: mcnemarExact(onlySystemEmpty, onlyBaselineEmpty),
  }
}

const recallEnds: readonly Row[] = [[0], [1]]

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
  return {
    recallAt24: estimateOfMeans(
      searched.map(({ recall }) => [recall]),
      recallEnds,
      ([mean]) => mean!,
    ),
    zeroResultRate: estimateRate({ hits: searched.filter(({ isEmpty }) => isEmpty).length, n: searched.length }),
  }
}
