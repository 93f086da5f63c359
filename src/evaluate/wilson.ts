import type { Rate } from './rates.ts'

export interface Interval {
  readonly low: number
  readonly high: number
}

/** The two-sided 95 % point of the normal distribution. */
const z = 1.959963984540054

/** 95 % interval of a share; within [0, 1], sound for few cases and for shares of 0 or 1. Wilson 1927. NaN when n is 0. */
export function wilsonInterval({ hits, n }: Rate): Interval {
  if (n === 0) return { low: NaN, high: NaN }
  const p = hits / n
  const centre = (p + (z * z) / (2 * n)) / (1 + (z * z) / n)
  const half = (z / (1 + (z * z) / n)) * Math.sqrt((p * (1 - p)) / n + (z * z) / (4 * n * n))
  // exact where rounding would leave a trace
  return { low: hits === 0 ? 0 : centre - half, high: hits === n ? 1 : centre + half }
}
