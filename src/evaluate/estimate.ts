import { bootstrapInterval } from './bootstrap.ts'
import { share, type Rate } from './rates.ts'
import type { Estimate, RateEstimate } from './report.ts'
import { wilsonInterval } from './wilson.ts'

export function estimateRate(rate: Rate): RateEstimate {
  const { low, high } = wilsonInterval(rate)
  return { value: orNull(share(rate)), low: orNull(low), high: orNull(high), hits: rate.hits, n: rate.n }
}

/** `resampled`: draws of what was observed. */
export function estimate<Drawn>(
  observed: Drawn,
  resampled: readonly Drawn[],
  statistic: (drawn: Drawn) => number,
): Estimate {
  const { low, high } = bootstrapInterval(resampled, statistic)
  return { value: orNull(statistic(observed)), low: orNull(low), high: orNull(high) }
}

/** JSON has no NaN. */
export function orNull(value: number): number | null {
  return Number.isNaN(value) ? null : value
}
