import type { Rate } from '../evaluate/rates.ts'

/** How much above the observed table's probability another may lie and count as equally probable: rounding. */
const tolerance = 1e-7

/**
 * Exact two-sided p-value that both shares are drawn from one: the probability of all tables of these margins that are no more
 * probable than the observed one. In [0, 1]; 1 where a group is empty. Fisher 1922. O(hits) time.
 */
export function fisherExact(first: Rate, second: Rate): number {
  const hits = first.hits + second.hits
  const all = first.n + second.n
  const least = Math.max(0, hits - second.n)
  const most = Math.min(hits, first.n)
  if (first.n === 0 || second.n === 0 || least === most) return 1
  // log weights relative to the first table; only their ratios matter
  const weights = new Float64Array(most - least + 1)
  for (let k = least; k < most; k++) {
    const ratio = ((hits - k) * (first.n - k)) / ((k + 1) * (all - hits - first.n + k + 1))
    weights[k - least + 1] = weights[k - least]! + Math.log(ratio)
  }
  const top = weights.reduce((highest, weight) => Math.max(highest, weight), -Infinity)
  const observed = weights[first.hits - least]! + tolerance
  let whole = 0
  let tail = 0
  for (const weight of weights) {
    const value = Math.exp(weight - top)
    whole += value
    if (weight <= observed) tail += value
  }
  return Math.min(1, tail / whole)
}
