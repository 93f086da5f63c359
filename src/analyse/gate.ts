import { percent } from '../evaluate/figures.ts'
import type { GoldCase } from '../evaluate/gold.ts'
import type { Report, SetReport } from '../evaluate/report.ts'
import type { Check, Threshold } from '../evaluate/thresholds.ts'
import type { TrainingPair } from './training-pairs.ts'

/** Systems of a gate, in the order in which they are opened. */
export const gateSystems = ['current', 'candidate', 'candidate-channel'] as const
export type GateSystem = (typeof gateSystems)[number]

/** A candidate is refused where fewer would be this unlucky. */
export const worseAt = 0.05

const measuredAs: Readonly<Record<string, GateSystem>> = { context: 'candidate', channel: 'candidate-channel' }

/** The thresholds of the systems as served and of the noisy channel alone, held against the candidate's; others say nothing of it. */
export function candidateThresholds(thresholds: readonly Threshold[]): readonly Threshold[] {
  return thresholds.flatMap((threshold) => {
    const system = measuredAs[threshold.system]
    return system ? [{ ...threshold, system }] : []
  })
}

/**
 * What shoppers and people said of logged decisions, as gold, with marks and case as written: a correction has them too. Accepted corrections are left out: only what the current model offered
 * could be accepted, so they would favour it.
 */
export function goldOf(pairs: readonly TrainingPair[]): readonly GoldCase[] {
  return pairs
    .filter(({ source }) => source !== 'accepted')
    .map(({ written: { query, meant }, source, locale }) => ({
      ...{ query, golds: [meant], slice: source, isBrand: false },
      ...(locale === undefined ? {} : { locale }),
    }))
}

/** What the current model and the candidate do on a set; null where it lacks right or misspelled queries. */
export function netFixesOf({ systems }: SetReport): readonly [current: number | null, candidate: number | null] {
  const of = (wanted: GateSystem) =>
    systems.find(({ system }) => system === wanted)?.measures.netFixesPer1000.value ?? null
  return [of('current'), of('candidate')]
}

/**
 * The sets on which the candidate mends less, net of what it breaks, by more than `most` of 1,000 queries; a line each. It may be
 * exact more often and do so, since in a shop most queries are right.
 */
export function netLosses({ sets, misspelledShare }: Report, most: number): readonly string[] {
  return sets.flatMap((set) => {
    const [current, candidate] = netFixesOf(set)
    if (current === null || candidate === null || current - candidate <= most) return []
    const broken = (wanted: GateSystem) => {
      const { hits, n } = set.systems.find(({ system }) => system === wanted)!.measures.falseCorrectionRate
      return `${hits} of ${n}`
    }
    return [
      `${set.name}: net fixes per 1,000 queries, ${percent(misspelledShare, 0)} of them misspelled, fall from ${current.toFixed(1)} to ` +
        `${candidate.toFixed(1)}, by more than ${most}; right queries broken: ${broken('current')} before, ${broken('candidate')} now`,
    ]
  })
}

/** Why the candidate is refused besides, a line each: thresholds that are past, what it is significantly worse at, and where it fails more often. */
export function refusals(reports: readonly Report[], checks: readonly Check[]): readonly string[] {
  const past = checks
    .filter(({ holds }) => !holds)
    .map(({ set, system, measure, value, wanted }) => {
      const found = value === null ? 'undefined' : String(Number(value.toFixed(5)))
      return `${set}, ${system}: ${measure} is ${found}, wanted ${wanted}`
    })
  const worse = reports.flatMap(({ sets }) =>
    sets.flatMap(({ name, comparisons }) =>
      comparisons
        .filter(({ system, baseline }) => system === 'candidate' && baseline === 'current')
        .filter(({ onlySystem, onlyBaseline, p }) => onlySystem < onlyBaseline && p < worseAt)
        .map(
          ({ onlySystem, onlyBaseline, p }) =>
            `${name}: the candidate alone is right on ${onlySystem} queries, the current model alone on ${onlyBaseline} (McNemar, p = ${p.toPrecision(2)})`,
        ),
    ),
  )
  const failing = reports.flatMap(({ sets }) =>
    sets.flatMap(({ name, systems }) => {
      const degraded = (wanted: GateSystem) => systems.find(({ system }) => system === wanted)?.degraded ?? 0
      if (degraded('candidate') <= degraded('current')) return []
      return [
        `${name}: the candidate failed on ${degraded('candidate')} queries, which its noisy channel answered alone; the current model on ${degraded('current')}`,
      ]
    }),
  )
  return [...past, ...worse, ...failing]
}

/** How many thresholds hold, and on which sets none bears; `file` is where they stand. */
export function describeChecks(checks: readonly Check[], { sets }: Report, file: string): string {
  const without = namesOf(sets).filter((name) => checks.every(({ set }) => set !== name))
  if (checks.length === 0)
    return `No threshold of ${file} is of ${without.join(', ')}, so the candidate was held to none.`
  const held = `${checks.filter(({ holds }) => holds).length} of ${checks.length} thresholds hold.`
  return without.length === 0 ? held : `${held} None is of ${without.join(', ')}.`
}

/** What a candidate that nothing refuses, and that no threshold was checked for, was compared by, on the sets of gold and of the log. */
export function describeComparison(reports: readonly Report[], onGold: Report, most: number): string {
  const compared = onGold.sets.filter((set) => !netFixesOf(set).includes(null)).map(({ name }) => name)
  const ofAll = reports.flatMap(({ sets }) => namesOf(sets)).join(', ')
  const net =
    compared.length === 0
      ? 'net fixes were not compared, since no set has both right and misspelled queries'
      : `on ${compared.join(', ')} it loses no more than ${most} net fixes per 1,000 queries`
  return `on ${ofAll} it is not right on significantly fewer queries (McNemar, p < ${worseAt}) and fails on no more; ${net}`
}

function namesOf(sets: readonly SetReport[]): readonly string[] {
  return sets.filter(({ isPooled }) => !isPooled).map(({ name }) => name)
}
