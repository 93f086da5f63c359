import { netFixesPer1000 } from './at-share.ts'
import { estimateRate, orNull } from './estimate.ts'
import { compare } from './comparison.ts'
import { askedKey, comparable, type CatalogTraits, type GoldCase, type GoldSet } from './gold.ts'
import { operatingPoints, tallyAt } from './operating-map.ts'
import type { OpenKept } from './kept-answers.ts'
import { outcomeOf, type Outcome } from './outcome.ts'
import { pool } from './pool.ts'
import type { ProductSearch } from './product-search.ts'
import { accuracy, falseCorrectionRate, recall } from './rates.ts'
import type { OperatingPoint, Report, SearchReport, SetReport } from './report.ts'
import { isJudged, reportSearch } from './report-search.ts'
import { reportSystem, type ReportOptions } from './report-system.ts'
import { runSystem } from './run-system.ts'
import { doNothing, type Answer, type System } from './system.ts'

export interface OpenedSystems {
  /** The same labels in the same order for every catalog. */
  readonly systems: readonly System[]
  /** What the catalog says of a case. */
  readonly traitsOf?: (gold: GoldCase) => Promise<CatalogTraits>
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
  /** Label of the system that the others are compared with; by default the first that does something. */
  readonly baseline?: string
  /** Answers of earlier runs; without it, or for a system without a key, every query is asked. */
  readonly openKept?: OpenKept
  readonly onProgress?: (progress: { readonly system: string; readonly done: number; readonly total: number }) => void
  /** Told of each degraded answer. */
  readonly onDegraded?: (found: { readonly system: string; readonly query: string; readonly failure?: string }) => void
  readonly signal?: AbortSignal
}

/** Outcomes of one set, by system, in the order of the cases. */
interface AnsweredSet {
  readonly set: GoldSet
  readonly bySystem: ReadonlyMap<string, readonly Outcome[]>
  readonly search?: SearchReport
}

/** Runs every system on every set, and measures. The same answers give the same report, but for `latencyMs` and `cost`. */
export async function evaluate(options: EvaluationOptions): Promise<Report> {
  const { sets, misspelledShare } = options
  const pooled = pool(sets, options.without)
  const answered: AnsweredSet[] = []
  let systems: readonly Described[] = []
  let settings = options.settings
  for (const without of new Set(sets.map((set) => set.without))) {
    const own = sets.filter((set) => set.without === without)
    const group = without === options.without && pooled ? [pooled, ...own] : own
    const { answers, opened, traits } = await answersOf(without, group, options)
    systems = opened.systems
    settings = { ...options.settings, ...opened.settings }
    const search = own.some(isJudged) ? await options.openSearch?.(without) : undefined
    const baseline = baselineOf(systems, options)
    answered.push(...group.map((set) => answeredSet(set, answers, traits, search, baseline)))
  }
  const ordered = [...(pooled ? [pooled] : []), ...sets].map((set) => answered.find((one) => one.set === set)!)
  const labels = systems.map(({ label }) => label)
  const last = labels.at(-1)!
  const thresholds = systems.at(-1)!.thresholds
  const baseline = baselineOf(systems, options)
  return {
    version: 2,
    misspelledShare,
    settings,
    systems: labels,
    ...(baseline === undefined ? {} : { baseline }),
    pricePerCoreHour: options.pricePerCoreHour,
    sets: ordered.map((one) => reportSet(one, one.set === pooled, systems, baseline, options)),
    operatingMap: {
      system: last,
      ...(thresholds ? { thresholds } : {}),
      points: operatingPoints(thresholds?.rewriteAt).map((at) => ({
        ...(at === thresholds?.rewriteAt ? { isInForce: true as const } : {}),
        ...operatingPoint(ordered, last, at, misspelledShare),
      })),
    },
  }
}

type Described = Pick<System, 'label' | 'thresholds' | 'isRemote'>

function baselineOf(systems: readonly Described[], { baseline }: EvaluationOptions): string | undefined {
  return baseline ?? systems.find(({ label }) => label !== doNothing.label)?.label
}

type Answers = ReadonlyMap<string, ReadonlyMap<string, Answer>>
type Traits = ReadonlyMap<GoldCase, CatalogTraits>

async function answersOf(
  without: string | undefined,
  sets: readonly GoldSet[],
  { openSystems, openKept, onProgress, onDegraded, signal }: EvaluationOptions,
): Promise<{ answers: Answers; opened: OpenedSystems; traits: Traits }> {
  const opened = await openSystems(without)
  try {
    const cases = sets.flatMap((set) => set.cases)
    const run = async (system: System) => {
      const onAnswer = (done: number, total: number) => onProgress?.({ system: system.label, done, total })
      const onDegradedAnswer = (query: string, { failure }: Answer) =>
        onDegraded?.({ system: system.label, query, ...(failure === undefined ? {} : { failure }) })
      const kept = system.cacheKey === undefined ? undefined : openKept?.(system.cacheKey)
      try {
        const options = {
          onAnswer,
          onDegraded: onDegradedAnswer,
          ...(kept ? { kept } : {}),
          ...(signal ? { signal } : {}),
        }
        return await runSystem(system, cases, options)
      } finally {
        kept?.close()
      }
    }
    const answers = await runAll(opened.systems, run)
    const traits = new Map<GoldCase, CatalogTraits>()
    if (opened.traitsOf) for (const gold of cases) traits.set(gold, await opened.traitsOf(gold))
    return { answers, opened, traits }
  } finally {
    await opened.close()
  }
}

/** One after another where they share this machine, so that none slows the other down; then the remote ones, all at a time. */
async function runAll(
  systems: readonly System[],
  run: (system: System) => Promise<ReadonlyMap<string, Answer>>,
): Promise<Answers> {
  const answers = new Map<string, ReadonlyMap<string, Answer>>()
  for (const system of systems) if (!system.isRemote) answers.set(system.label, await run(system))
  const remote = systems.filter(({ isRemote }) => isRemote)
  // all are waited for, so that none is still asked when its catalog is closed
  const settled = await Promise.allSettled(remote.map(run))
  settled.forEach((one, i) => {
    if (one.status === 'rejected') throw one.reason
    answers.set(remote[i]!.label, one.value)
  })
  return new Map(systems.map(({ label }) => [label, answers.get(label)!]))
}

function answeredSet(
  set: GoldSet,
  answers: Answers,
  traits: Traits,
  search: ProductSearch | undefined,
  baseline: string | undefined,
): AnsweredSet {
  const outcomesOf = (own: ReadonlyMap<string, Answer>) =>
    set.cases.map((gold) => outcomeOf(gold, own.get(askedKey(gold))!, traits.get(gold)))
  const bySystem = new Map([...answers].map(([label, own]) => [label, outcomesOf(own)]))
  return {
    set,
    bySystem,
    ...(search && isJudged(set) ? { search: reportSearch(set, bySystem, search, baseline) } : {}),
  }
}

function reportSet(
  { set, bySystem, search }: AnsweredSet,
  isPooled: boolean,
  systems: readonly Described[],
  baseline: string | undefined,
  options: ReportOptions,
): SetReport {
  const clean = set.cases.filter((gold) => gold.golds.map(comparable).includes(comparable(gold.query))).length
  const compared = systems.map(({ label }) => ({ label, outcomes: bySystem.get(label)! }))
  const base = compared.find(({ label }) => label === baseline)
  return {
    name: set.name,
    ...(isPooled ? { isPooled } : {}),
    ...(set.without === undefined ? {} : { without: set.without }),
    n: set.cases.length,
    clean,
    misspelled: set.cases.length - clean,
    cases: set.cases.map(({ query, golds, locale }) => ({ query, golds, ...(locale === undefined ? {} : { locale }) })),
    systems: systems.map((system) => reportSystem(system, bySystem.get(system.label)!, options)),
    comparisons: base
      ? compared.filter((other) => other !== base).map((other) => compare(other, base, options.misspelledShare))
      : [],
    ...(search ? { search } : {}),
  }
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
