import { bootstrapInterval, columnMeans, resampleMeans } from './bootstrap.ts'
import { orNull } from './estimate.ts'
import { mcnemarExact } from './mcnemar.ts'
import { isExact, isMisspelled, type Outcome } from './outcome.ts'
import type { Comparison, Estimate } from './report.ts'

export interface Compared {
  readonly label: string
  /** Of the same cases in the same order for both. */
  readonly outcomes: readonly Outcome[]
}

/** Two systems on the same cases, whose draws stay paired. */
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
    accuracyGain: paired([pairs.map(([own, base]) => [gain(own, base)])], ([mean]) => mean!),
    netFixesGain: netFixesGain(pairs, misspelledShare),
  }
}

/** Right and misspelled queries are drawn apart, as for net fixes themselves. */
function netFixesGain(pairs: readonly (readonly [Outcome, Outcome])[], misspelledShare: number): Estimate {
  const difference =
    (fate: Outcome['fate']) =>
    ([own, base]: readonly [Outcome, Outcome]) => [Number(own.fate === fate) - Number(base.fate === fate)]
  const misspelled = pairs.filter(([own]) => isMisspelled(own.fate)).map(difference('fixed'))
  const clean = pairs.filter(([own]) => !isMisspelled(own.fate)).map(difference('broken'))
  return paired(
    [misspelled, clean],
    ([fixed, broken]) => 1000 * (fixed! * misspelledShare - broken! * (1 - misspelledShare)),
  )
}

type Rows = readonly (readonly number[])[]

/** Each part is drawn on its own; undefined unless every part has rows. */
function paired(parts: readonly Rows[], statistic: (means: readonly number[]) => number): Estimate {
  if (parts.some((rows) => rows.length === 0)) return { value: null, low: null, high: null }
  const drawn = parts.map(resampleMeans)
  const resampled = drawn[0]!.map((_, i) => drawn.flatMap((part) => part[i]!))
  const { low, high } = bootstrapInterval(resampled, statistic)
  return { value: orNull(statistic(parts.flatMap(columnMeans))), low: orNull(low), high: orNull(high) }
}
