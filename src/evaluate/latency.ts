export interface Latency {
  readonly n: number
  readonly p50: number
  readonly p95: number
  readonly p99: number
}

/** Percentiles by nearest rank, in the unit of the values. Undefined without values. */
export function latencyOf(milliseconds: readonly number[]): Latency | undefined {
  const sorted = Float64Array.from(milliseconds).sort()
  const n = sorted.length
  if (n === 0) return undefined
  const at = (percent: number) => sorted[Math.ceil((percent / 100) * n) - 1]!
  return { n, p50: at(50), p95: at(95), p99: at(99) }
}
