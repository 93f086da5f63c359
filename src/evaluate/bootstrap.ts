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

/** The mean of each column, over at least one row. */
export function columnMeans(rows: readonly (readonly number[])[]): readonly number[] {
  return rows[0]!.map((_, column) => rows.reduce((sum, row) => sum + row[column]!, 0) / rows.length)
}

/**
 * Column means of 1,000 draws of as many rows with replacement. The rows that are drawn depend on their number alone, so
 * that what stands in one row stays together, within one call and over several. Efron 1979. O(n) time each.
 */
export function resampleMeans(rows: readonly (readonly number[])[]): readonly (readonly number[])[] {
  const random = createRandom(seed)
  return Array.from({ length: draws }, () => columnMeans(rows.map(() => rows[Math.floor(random() * rows.length)]!)))
}

/** 95 % percentile interval of a statistic over what was drawn, without draws for which it is NaN; NaN when it always is. */
export function bootstrapInterval<Drawn>(drawn: readonly Drawn[], statistic: (drawn: Drawn) => number): Interval {
  const values = Float64Array.from(drawn, statistic)
    .filter((value) => !Number.isNaN(value))
    .sort()
  if (values.length === 0) return { low: NaN, high: NaN }
  const at = (quantile: number) => values[Math.min(values.length - 1, Math.floor(quantile * values.length))]!
  return { low: at(0.025), high: at(0.975) }
}
