import type { Calibration } from './calibration.ts'
import type { Cost } from './cost.ts'
import type { Difference } from './difference.ts'
import type { GoldCase } from './gold.ts'
import type { AnswerLatency } from './latency.ts'
import type { Operation } from './operating-map.ts'
import type { Tally } from './outcome.ts'
import type { CurvePoint } from './precision-recall.ts'
import type { Thresholds } from './system.ts'

/** `value` and its 95 % interval; null where the set does not define them. */
export interface Estimate {
  readonly value: number | null
  readonly low: number | null
  readonly high: number | null
}

/** A share, with Wilson's interval. */
export interface RateEstimate extends Estimate {
  readonly hits: number
  readonly n: number
}

export interface SliceReport {
  readonly key: string
  readonly n: number
  readonly accuracy: RateEstimate
  readonly falseCorrectionRate: RateEstimate
  readonly precision: RateEstimate
  readonly recall: RateEstimate
  readonly bestReadingAccuracy: RateEstimate
}

export interface Failure {
  readonly query: string
  readonly applied: string
  readonly corrected: string
  readonly golds: readonly string[]
  readonly confidence: number | null
  readonly verdict: string
  readonly slice?: string
  /** The rule that settled it, where the system says so. */
  readonly reason?: string
  /** Names that explain it, as `Nike (brand, 12 products, 1 edit)`. */
  readonly evidence?: readonly string[]
}

export interface SystemReport {
  readonly system: string
  /** How it found names; absent: it looked none up. */
  readonly retriever?: string
  readonly counts: Tally
  readonly measures: {
    readonly accuracy: RateEstimate
    readonly falseCorrectionRate: RateEstimate
    readonly precision: RateEstimate
    readonly recall: RateEstimate
    readonly bestReadingAccuracy: RateEstimate
    readonly suggestRate: RateEstimate
    readonly suggestPrecision: RateEstimate
    readonly f05: Estimate
    readonly f05AtShare: Estimate
    readonly netFixesPer1000: Estimate
    /** Of all candidates, whatever the verdict. */
    readonly expectedPrecision: Estimate
    readonly expectedRecall: Estimate
    readonly expectedF1: Estimate
  }
  readonly slices: readonly SliceReport[]
  /** Empty where no confidence decides. */
  readonly precisionRecall: readonly CurvePoint[]
  /** Absent where no threshold decides. */
  readonly operation?: Operation
  readonly calibration: {
    readonly all?: Calibration
    /** Only where the best reading differs from the query: the correct bulk does not flatter it. */
    readonly corrections?: Calibration
    /** All answers, weighed as where `misspelledShare` of the queries are misspelled; absent unless the set has both kinds. */
    readonly atShare?: Calibration
  }
  /** Answers given while a dependency failed or ran late. */
  readonly degraded: number
  /** Up to the wanted number of each. */
  readonly falseCorrections: readonly Failure[]
  readonly misses: readonly Failure[]
  /** What was searched for each case, in their order; null for the query as typed. */
  readonly searched: readonly (string | null)[]
  readonly latencyMs?: AnswerLatency
  readonly cost?: Cost
}

/** Cases on which just one of two systems is exact, with McNemar's exact p-value. */
export interface Comparison {
  readonly system: string
  readonly baseline: string
  readonly onlySystem: number
  readonly onlyBaseline: number
  readonly p: number
  /** What the system has more than the baseline; intervals by posterior draws of the pairs. */
  readonly accuracyGain: Estimate
  readonly netFixesGain: Estimate
  readonly expectedF1Gain: Estimate
}

/** A search with one text for each judged query. */
export interface SearchFigures {
  /** In [0, 1]. */
  readonly recallAt24: Estimate
  /** Queries that find no product. */
  readonly zeroResultRate: RateEstimate
}

/** Does it help search? Over the queries whose relevant products people judged. */
export interface SearchReport {
  /** Judged queries. */
  readonly n: number
  /** Different products judged relevant to some query, and how many of them the catalog lacks. */
  readonly products: number
  readonly productsNotInCatalog: number
  /** With the queries as typed. */
  readonly raw: SearchFigures
  /** With the first gold of each. */
  readonly gold: SearchFigures
  /** With what each system would search. */
  readonly systems: readonly (SearchFigures & {
    readonly system: string
    /** Share of the recall between raw and gold; undefined where gold has no more than raw. */
    readonly recallWonBack: Estimate
  })[]
  /** Of the other systems with the baseline, query by query. */
  readonly comparisons: readonly SearchComparison[]
}

export interface SearchComparison {
  readonly system: string
  readonly baseline: string
  readonly recallAt24Gain: Estimate
  /** Queries that find nothing with the text of just one of the two, with McNemar's exact p-value. */
  readonly onlySystemEmpty: number
  readonly onlyBaselineEmpty: number
  readonly p: number
}

export interface SetReport {
  readonly name: string
  /** Made of the sets that follow. */
  readonly isPooled?: true
  readonly without?: string
  readonly n: number
  readonly clean: number
  readonly misspelled: number
  readonly cases: readonly Pick<GoldCase, 'query' | 'golds' | 'locale'>[]
  readonly systems: readonly SystemReport[]
  readonly comparisons: readonly Comparison[]
  /** Absent: the set holds no judgements. */
  readonly search?: SearchReport
}

/** One threshold of the operating map: the last system, had it rewritten at `rewriteAt`. */
export interface OperatingPoint {
  readonly rewriteAt: number
  /** It is what the system rewrote at. */
  readonly isInForce?: true
  readonly sets: readonly {
    readonly name: string
    readonly accuracy: RateEstimate
    readonly recall: RateEstimate
    readonly falseCorrectionRate: RateEstimate
    readonly netFixesPer1000: number | null
  }[]
}

export interface Report {
  /** Of this layout: raised where a field goes or means something else, and not where one is added. */
  readonly version: 2
  /** Share of misspelled queries, in [0, 1], at which net fixes and the second F0.5 are stated. */
  readonly misspelledShare: number
  /** What the systems were run with, as whoever opened them describes it. */
  readonly settings: Readonly<Record<string, string | number | null>>
  readonly systems: readonly string[]
  /** What the others are compared with; absent where nothing can be compared. */
  readonly baseline?: string
  /** For `cost`, in a currency of the reader's choice. */
  readonly pricePerCoreHour: number
  /** The pooled set `all` first, where several files share the main catalog. */
  readonly sets: readonly SetReport[]
  /** Of the last system; its other thresholds are in force at every point, where it has any. */
  readonly operatingMap: {
    readonly system: string
    readonly thresholds?: Thresholds
    readonly points: readonly OperatingPoint[]
  }
  /** What changed since an earlier report, where one was given. */
  readonly difference?: Difference
}
