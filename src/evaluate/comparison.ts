import { expectedEnds, expectedF1, expectedRow } from './expected.ts'
import { mcnemarExact } from './mcnemar.ts'
import { isExact, isMisspelled, type Outcome } from './outcome.ts'
import { estimateOfMeans } from './posterior-means.ts'
import { posteriorEstimate, posteriorShares } from './posterior.ts'
import type { Comparison, Estimate } from './report.ts'

export interface Compared {
  readonly label: string
  /** Of the same cases in the same order for both. */
  readonly outcomes: readonly Outcome[]
}

/** Two systems on the same cases, whose differences are drawn. */
export function compare(system: Compared, baseline: Compared, misspelledShare: number): Comparison {
  const pairs = system.outcomes.map((own, i) => [own, baseline.outcomes[i]!] as const)
  const onlySystem = pairs.filter(([own, base]) => isExact(own.fate) && !isExact(base.fate)).length
  const onlyBaseline = pairs.filter(([own, base]) => !isExact(own.fate) && isExact(base.fate)).length
  const gain = (own: Outcome, base: Outcome) => Number(isExact(own.fate)) - Number(isExact(base.fate))
  return {
    system: system.label,
    baseline: baseline.label,
    onlySystem,
    onlyBaseline,
    p: mcnemarExact(onlySystem, onlyBaseline),
    accuracyGain: paired([pairs.map(([own, base]) => gain(own, base))], ([mean]) => mean!),
    netFixesGain: netFixesGain(pairs, misspelledShare),
    expectedF1Gain: estimateOfMeans(
      pairs.map(([own, base]) => [...expectedRow(own), ...expectedRow(base)]),
      expectedEnds.flatMap((own) => expectedEnds.map((base) => [...own, ...base])),
      (means) => expectedF1(means.slice(0, 2)) - expectedF1(means.slice(2)),
    ),
  }
}

/** Right and misspelled queries are drawn apart, as for net fixes themselves. */
function netFixesGain(pairs: readonly (readonly [Outcome, Outcome])[], misspelledShare: number): Estimate {
  const difference =
    (fate: Outcome['fate']) =>
    ([own, base]: readonly [Outcome, Outcome]) =>
      Number(own.fate === fate) - Number(base.fate === fate)
  const misspelled = pairs.filter(([own]) => isMisspelled(own.fate)).map(difference('fixed'))
  const clean = pairs.filter(([own]) => !isMisspelled(own.fate)).map(difference('broken'))
  return paired(
    [misspelled, clean],
    ([fixed, broken]) => 1000 * (fixed! * misspelledShare - broken! * (1 - misspelledShare)),
  )
}

/**
 * Differences of -1, 0 and 1, in parts that are drawn on their own, as `posteriorShares` says: pairs that all agree leave a doubt that two systems
 * always do. `statistic` is of the mean of each part; undefined unless every part has pairs.
 */
function paired(parts: readonly (readonly number[])[], statistic: (means: readonly number[]) => number): Estimate {
  if (parts.some((differences) => differences.length === 0)) return { value: null, low: null, high: null }
  const counts = parts.map((differences) => [1, 0, -1].map((one) => differences.filter((own) => own === one).length))
  const meanOf = ([gained, same, lost]: readonly number[]) => (gained! - lost!) / (gained! + same! + lost!)
  return posteriorEstimate(counts, posteriorShares(counts), (drawn) => statistic(drawn.map(meanOf)))
}
