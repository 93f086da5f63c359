import type { GoldCase } from '../evaluate/gold.ts'
import type { Report } from '../evaluate/report.ts'
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
 * What shoppers and people said of logged decisions, as gold. Accepted corrections are left out: only what the current model offered
 * could be accepted, so they would favour it.
 */
export function goldOf(pairs: readonly TrainingPair[]): readonly GoldCase[] {
  return pairs
    .filter(({ source }) => source !== 'accepted')
    .map(({ query, meant, source }) => ({ query, golds: [meant], slice: source, isBrand: false }))
}

/** Why the candidate is refused, a line each; empty where it may go live. */
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
  return [...past, ...worse]
}
