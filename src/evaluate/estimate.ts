import { bootstrapInterval } from './bootstrap.ts'
import type { Tally } from './outcome.ts'
import { share, type Rate } from './rates.ts'
import type { Estimate, RateEstimate } from './report.ts'
import { wilsonInterval } from './wilson.ts'

export function estimateRate(rate: Rate): RateEstimate {
  const { low, high } = wilsonInterval(rate)
  return { value: orNull(share(rate)), low: orNull(low), high: orNull(high), hits: rate.hits, n: rate.n }
}

/** `resampled`: of the same tally. */
export function estimate(tally: Tally, resampled: readonly Tally[], statistic: (tally: Tally) => number): Estimate {
  const { low, high } = bootstrapInterval(resampled, statistic)
  return { value: orNull(statistic(tally)), low: orNull(low), high: orNull(high) }
}

/** JSON has no NaN. */
export function orNull(value: number): number | null {
  return Number.isNaN(value) ? null : value
}
