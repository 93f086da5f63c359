import { createRandom, draws, seed } from './draws.ts'
import { gamma, jeffreys, posteriorEstimate } from './posterior.ts'
import type { Estimate } from './report.ts'

/** What one query adds: one number a column. */
export type Row = readonly number[]

/**
 * 1,000 draws of the mean of each column, from what is known of it after the rows: a bootstrap in which each row gets a weight (Rubin 1981, The
 * Bayesian Bootstrap), and half a row stands at each of `ends`, as Jeffreys' prior has it for shares. Of zeros and ones between ends of 0 and 1
 * that is the posterior of their share, and rows that all agree leave a doubt. What stands in one row stays together, so systems that are
 * asked the same queries are drawn in pairs. The same rows give the same draws.
 */
export function posteriorMeans(rows: readonly Row[], ends: readonly Row[]): readonly Row[] {
  const weights = new Map<string, { readonly row: Row; weight: number }>()
  const add = (row: Row, weight: number) => {
    const key = row.join(' ')
    const known = weights.get(key)
    if (known) known.weight += weight
    else weights.set(key, { row, weight })
  }
  for (const row of rows) add(row, 1)
  for (const row of ends) add(row, jeffreys)
  const different = [...weights.values()]
  const random = createRandom(seed)
  return Array.from({ length: draws }, () => {
    const drawn = different.map(({ weight }) => gamma(weight, random))
    const sum = drawn.reduce((total, one) => total + one, 0)
    return different[0]!.row.map(
      (_, column) => different.reduce((total, { row }, i) => total + drawn[i]! * row[column]!, 0) / sum,
    )
  })
}

/** A statistic of the columns' means, with its 95 % interval; null where it is undefined. */
export function estimateOfMeans(
  rows: readonly Row[],
  ends: readonly Row[],
  statistic: (means: Row) => number,
): Estimate {
  return posteriorEstimate(columnMeans(rows, ends[0]!.length), posteriorMeans(rows, ends), statistic)
}

/** NaN without rows. */
function columnMeans(rows: readonly Row[], columns: number): Row {
  return Array.from({ length: columns }, (_, i) => rows.reduce((sum, row) => sum + row[i]!, 0) / rows.length)
}
