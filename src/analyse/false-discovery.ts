/**
 * The largest of the p-values that may be taken for real so that, of all that are taken, at most this share is wrong on average;
 * 0 where none may. Benjamini and Hochberg 1995.
 */
export function criticalValue(pValues: readonly number[], share: number): number {
  const sorted = [...pValues].sort((a, b) => a - b)
  return sorted.findLast((p, i) => p <= (share * (i + 1)) / sorted.length) ?? 0
}
