/**
 * Exact two-sided p-value that two systems are equally often right, from the cases on which just one of them is.
 * In (0, 1]; 1 when there is no such case. McNemar 1947. O(n) time.
 */
export function mcnemarExact(onlyFirst: number, onlySecond: number): number {
  const n = onlyFirst + onlySecond
  const fewer = Math.min(onlyFirst, onlySecond)
  if (onlyFirst === onlySecond) return 1
  // in logarithms, for 2^-n is 0 beyond n = 1074
  let term = -n * Math.LN2
  let tail = Math.exp(term)
  for (let i = 0; i < fewer; i++) {
    term += Math.log((n - i) / (i + 1))
    tail += Math.exp(term)
  }
  return Math.min(1, 2 * tail)
}
