import type { Interval } from './wilson.ts'

/** How often is drawn, and the seed of each series of draws. */
export const draws = 1000
export const seed = 20_190_612

/** Numbers in [0, 1), the same for the same seed. Mulberry32. */
export function createRandom(start: number): () => number {
  let state = start >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** 95 % percentile interval of a statistic over what was drawn, without draws for which it is NaN; NaN when it always is. */
export function percentileInterval<Drawn>(drawn: readonly Drawn[], statistic: (drawn: Drawn) => number): Interval {
  const values = Float64Array.from(drawn, statistic)
    .filter((value) => !Number.isNaN(value))
    .sort()
  if (values.length === 0) return { low: NaN, high: NaN }
  const at = (quantile: number) => values[Math.min(values.length - 1, Math.floor(quantile * values.length))]!
  return { low: at(0.025), high: at(0.975) }
}
