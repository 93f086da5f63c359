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
