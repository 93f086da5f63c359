/** Shares of values; they sum to 1, or there are none. */
export type Shares = ReadonlyMap<string, number>

export function sharesOf(values: readonly string[]): Shares {
  const counts = new Map<string, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return new Map([...counts].map(([value, count]) => [value, count / values.length]))
}

/** In bits. */
export function entropy(shares: Shares): number {
  return [...shares.values()].reduce((sum, share) => sum - (share > 0 ? share * Math.log2(share) : 0), 0)
}

/** Jensen-Shannon divergence in bits: 0 for equal shares, 1 for shares that have nothing in common (Lin 1991). */
export function divergence(a: Shares, b: Shares): number {
  const middle = new Map(
    [...new Set([...a.keys(), ...b.keys()])].map((key) => [key, ((a.get(key) ?? 0) + (b.get(key) ?? 0)) / 2]),
  )
  return Math.max(0, entropy(middle) - (entropy(a) + entropy(b)) / 2)
}
