export interface Timed<Result> {
  readonly result: Result
  readonly ms: number
  /** Milliseconds of all threads of this process; other processes on the machine hardly change it. */
  readonly processorMs: number
}

export async function timed<Result>(run: () => Result | Promise<Result>): Promise<Timed<Result>> {
  const before = process.cpuUsage()
  const started = performance.now()
  const result = await run()
  const ms = performance.now() - started
  const { user, system } = process.cpuUsage(before)
  return { result, ms, processorMs: (user + system) / 1e3 }
}

/** Milliseconds of each run, in order. */
export interface Times {
  readonly wall: readonly number[]
  readonly processor: readonly number[]
}

/**
 * The times of each contender, in order. They take turns on each item, a different one first each time, so that load on the
 * machine and warm caches of the processor fall on all alike.
 */
export async function inTurns<Item>(
  items: readonly Item[],
  contenders: readonly ((item: Item) => unknown)[],
): Promise<readonly Times[]> {
  const all = contenders.map(() => ({ wall: [] as number[], processor: [] as number[] }))
  for (const [i, item] of items.entries()) {
    for (let turn = 0; turn < contenders.length; turn++) {
      const at = (i + turn) % contenders.length
      const { ms, processorMs } = await timed(() => contenders[at]!(item))
      all[at]!.wall.push(ms)
      all[at]!.processor.push(processorMs)
    }
  }
  return all
}

/** NaN without values. */
export function mean(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0) / values.length
}

/** Lower middle value; NaN without values. */
export function median(values: readonly number[]): number {
  return Float64Array.from(values).sort()[Math.ceil(values.length / 2) - 1] ?? NaN
}
