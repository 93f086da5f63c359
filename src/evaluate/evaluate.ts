import { netFixesPer1000 } from './at-share.ts'
import { estimateRate, orNull } from './estimate.ts'
import { comparable, type GoldSet } from './gold.ts'
import { mcnemarExact } from './mcnemar.ts'
import { operatingPoints, tallyAt } from './operating-map.ts'
import { isExact, outcomeOf, type Outcome } from './outcome.ts'
import { pool } from './pool.ts'
import type { ProductSearch } from './product-search.ts'
import { accuracy, falseCorrectionRate, recall } from './rates.ts'
import type { Comparison, OperatingPoint, Report, SearchReport, SetReport } from './report.ts'
import { isJudged, reportSearch } from './report-search.ts'
import { reportSystem, type ReportOptions } from './report-system.ts'
import { runSystem } from './run-system.ts'
import { doNothing, type Answer, type System } from './system.ts'

export interface OpenedSystems {
  /** The same labels in the same order for every catalog. */
  readonly systems: readonly System[]
  /** True for a query whose every term the catalog holds: a misspelling in it makes another word. */
  readonly holdsAllTerms?: (query: string) => Promise<boolean>
  /** What they run with; joins the report's settings. */
  readonly settings?: Report['settings']
  readonly close: () => Promise<void>
}

export interface EvaluationOptions extends ReportOptions {
  readonly sets: readonly GoldSet[]
  /** Sets with this restriction, or none, are also measured as one. */
  readonly without?: string
  /** Opens the systems on the catalog less what `without` names; one catalog is closed before the next is opened. */
  readonly openSystems: (without: string | undefined) => Promise<OpenedSystems>
  /**
   * Opens a search over the products of the same catalog, once for each that has a set with judgements, after the systems are
   * closed. Without it, judgements are not used.
   */
  readonly openSearch?: (without: string | undefined) => Promise<ProductSearch>
  readonly settings: Report['settings']
  readonly onProgress?: (progress: { readonly system: string; readonly done: number; readonly total: number }) => void
  readonly signal?: AbortSignal
}

/** Outcomes of one set, by system, in the order of the cases. */
interface AnsweredSet {
  readonly set: GoldSet
  readonly bySystem: ReadonlyMap<string, readonly Outcome[]>
  readonly search?: SearchReport
}

/** Runs every system on every set, and measures. The same answers give the same report, but for `latencyMs`. */
export async function evaluate(options: EvaluationOptions): Promise<Report> {
  const { sets, misspelledShare } = options
  const pooled = pool(sets, options.without)
  const answered: AnsweredSet[] = []
  let labels: readonly string[] = []
  let settings = options.settings
  for (const without of new Set(sets.map((set) => set.without))) {
    const own = sets.filter((set) => set.without === without)
    const { answers, opened, inCatalog } = await answersOf(without, own, options)
    labels = [...answers.keys()]
    settings = { ...options.settings, ...opened.settings }
    const group = without === options.without && pooled ? [pooled, ...own] : own
    const search = own.some(isJudged) ? await options.openSearch?.(without) : undefined
    answered.push(...group.map((set) => answeredSet(set, answers, inCatalog, search)))
  }
  const ordered = [...(pooled ? [pooled] : []), ...sets].map((set) => answered.find((one) => one.set === set)!)
  const last = labels.at(-1)!
  return {
    version: 1,
    misspelledShare,
    settings,
    systems: labels,
    sets: ordered.map((one) => reportSet(one, labels, options)),
    operatingMap: {
      system: last,
      points: operatingPoints.map((at) => operatingPoint(ordered, last, at, misspelledShare)),
    },
  }
}

type Answers = ReadonlyMap<string, ReadonlyMap<string, Answer>>

async function answersOf(
  without: string | undefined,
  sets: readonly GoldSet[],
  { openSystems, onProgress, signal }: EvaluationOptions,
): Promise<{ answers: Answers; opened: OpenedSystems; inCatalog: ReadonlyMap<string, boolean> }> {
  const opened = await openSystems(without)
  try {
    const queries = sets.flatMap(({ cases }) => cases.map(({ query }) => query))
    const answers = new Map<string, ReadonlyMap<string, Answer>>()
    for (const system of opened.systems) {
      const onAnswer = (done: number, total: number) => onProgress?.({ system: system.label, done, total })
      answers.set(system.label, await runSystem(system, queries, { onAnswer, ...(signal ? { signal } : {}) }))
    }
    const inCatalog = new Map<string, boolean>()
    if (opened.holdsAllTerms)
      for (const query of new Set(queries)) inCatalog.set(query, await opened.holdsAllTerms(query))
    return { answers, opened, inCatalog }
  } finally {
    await opened.close()
  }
}

function answeredSet(
  set: GoldSet,
  answers: Answers,
  inCatalog: ReadonlyMap<string, boolean>,
  search: ProductSearch | undefined,
): AnsweredSet {
  const cases = set.cases.map((gold) => {
    const isInCatalog = inCatalog.get(gold.query)
    return isInCatalog === undefined ? gold : { ...gold, isInCatalog }
  })
  const outcomesOf = (own: ReadonlyMap<string, Answer>) => cases.map((gold) => outcomeOf(gold, own.get(gold.query)!))
  const bySystem = new Map([...answers].map(([label, own]) => [label, outcomesOf(own)]))
  return { set, bySystem, ...(search && isJudged(set) ? { search: reportSearch(set, bySystem, search) } : {}) }
}

function reportSet(
  { set, bySystem, search }: AnsweredSet,
  labels: readonly string[],
  options: ReportOptions,
): SetReport {
  const clean = set.cases.filter((gold) => gold.golds.map(comparable).includes(comparable(gold.query))).length
  const baseline = labels.find((label) => label !== doNothing.label)
  return {
    name: set.name,
    ...(set.without === undefined ? {} : { without: set.without }),
    n: set.cases.length,
    clean,
    misspelled: set.cases.length - clean,
    systems: labels.map((label) => reportSystem(label, bySystem.get(label)!, options)),
    comparisons:
      baseline === undefined
        ? []
        : labels.filter((label) => label !== baseline).map((label) => compare(bySystem, label, baseline)),
    ...(search ? { search } : {}),
  }
}

function compare(bySystem: AnsweredSet['bySystem'], system: string, baseline: string): Comparison {
  const base = bySystem.get(baseline)!
  const pairs = bySystem.get(system)!.map(({ fate }, i) => [isExact(fate), isExact(base[i]!.fate)] as const)
  const onlySystem = pairs.filter(([own, other]) => own && !other).length
  const onlyBaseline = pairs.filter(([own, other]) => !own && other).length
  return { system, baseline, onlySystem, onlyBaseline, p: mcnemarExact(onlySystem, onlyBaseline) }
}

function operatingPoint(
  answered: readonly AnsweredSet[],
  system: string,
  rewriteAt: number,
  misspelledShare: number,
): OperatingPoint {
  return {
    rewriteAt,
    sets: answered.map(({ set, bySystem }) => {
      const tally = tallyAt(bySystem.get(system)!, rewriteAt)
      return {
        name: set.name,
        accuracy: estimateRate(accuracy(tally)),
        recall: estimateRate(recall(tally)),
        falseCorrectionRate: estimateRate(falseCorrectionRate(tally)),
        netFixesPer1000: orNull(netFixesPer1000(tally, misspelledShare)),
      }
    }),
  }
}
