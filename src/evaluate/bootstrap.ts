import { type Fate, type Tally } from './outcome.ts'
import type { Interval } from './wilson.ts'

const resamples = 1000
const seed = 20_190_612

const strata: readonly (readonly [Fate, Fate, Fate])[] = [
  ['kept', 'rephrased', 'broken'],
  ['fixed', 'miscorrected', 'missed'],
]

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

/**
 * 1,000 tallies drawn with replacement, always the same for one tally. Correct and misspelled queries are drawn apart: a
 * set's share of misspelled queries was chosen, not observed. Efron 1979. O(n) time each.
 */
export function resample(tally: Tally): readonly Tally[] {
  const random = createRandom(seed)
  return Array.from({ length: resamples }, () => {
    const drawn = { kept: 0, rephrased: 0, broken: 0, fixed: 0, miscorrected: 0, missed: 0 }
    for (const [first, second, third] of strata) {
      const upToSecond = tally[first] + tally[second]
      const n = upToSecond + tally[third]
      for (let i = 0; i < n; i++) {
        const at = random() * n
        drawn[at < tally[first] ? first : at < upToSecond ? second : third]++
      }
    }
    return drawn
  })
}

/** The mean of each column, over at least one row. */
export function columnMeans(rows: readonly (readonly number[])[]): readonly number[] {
  return rows[0]!.map((_, column) => rows.reduce((sum, row) => sum + row[column]!, 0) / rows.length)
}

/**
 * Column means of 1,000 draws of as many rows with replacement. The rows that are drawn depend on their number alone, so
 * that what stands in one row stays together, within one call and over several. O(n) time each.
 */
export function resampleMeans(rows: readonly (readonly number[])[]): readonly (readonly number[])[] {
  const random = createRandom(seed)
  return Array.from({ length: resamples }, () => columnMeans(rows.map(() => rows[Math.floor(random() * rows.length)]!)))
}

/** 95 % percentile interval of a statistic over what was resampled, without draws for which it is NaN; NaN when it always is. */
export function bootstrapInterval<Drawn>(drawn: readonly Drawn[], statistic: (drawn: Drawn) => number): Interval {
  const values = Float64Array.from(drawn, statistic)
    .filter((value) => !Number.isNaN(value))
    .sort()
  if (values.length === 0) return { low: NaN, high: NaN }
  const at = (quantile: number) => values[Math.min(values.length - 1, Math.floor(quantile * values.length))]!
  return { low: at(0.025), high: at(0.975) }
}
