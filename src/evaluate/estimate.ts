import { share, type Rate } from './rates.ts'
import type { RateEstimate } from './report.ts'
import { wilsonInterval } from './wilson.ts'

export function estimateRate(rate: Rate): RateEstimate {
  const { low, high } = wilsonInterval(rate)
  return { value: orNull(share(rate)), low: orNull(low), high: orNull(high), hits: rate.hits, n: rate.n }
}

/** JSON has no NaN. */
export function orNull(value: number): number | null {
  return Number.isNaN(value) ? null : value
}
