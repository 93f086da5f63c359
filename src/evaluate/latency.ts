export interface Latency {
  readonly n: number
  readonly p50: number
  readonly p95: number
  readonly p99: number
}

/** Of answers to one system's queries, some of which may have been timed in earlier runs, on a machine that was more or less busy then. */
export interface AnswerLatency extends Latency {
  /** Those that were; the earliest and the latest of them, ISO 8601 in UTC. Absent: none was. */
  readonly kept?: { readonly n: number; readonly from: string; readonly until: string }
}

/** Undefined without answers. */
export function answerLatencyOf(
  answers: readonly { readonly milliseconds: number; readonly keptFrom?: string }[],
): AnswerLatency | undefined {
  const latency = latencyOf(answers.map(({ milliseconds }) => milliseconds))
  const times = answers.flatMap(({ keptFrom }) => keptFrom ?? []).sort()
  if (latency === undefined || times.length === 0) return latency
  return { ...latency, kept: { n: times.length, from: times[0]!, until: times.at(-1)! } }
}

/** Percentiles by nearest rank, in the unit of the values. Undefined without values. */
export function latencyOf(milliseconds: readonly number[]): Latency | undefined {
  const sorted = Float64Array.from(milliseconds).sort()
  const n = sorted.length
  if (n === 0) return undefined
  const at = (percent: number) => sorted[Math.ceil((percent / 100) * n) - 1]!
  return { n, p50: at(50), p95: at(95), p99: at(99) }
}
