import type { Answer, System } from './system.ts'

const warmUpQueries = 20

export interface RunOptions {
  readonly onAnswer?: (done: number, total: number) => void
  readonly signal?: AbortSignal
}

/**
 * Answers each different query once, one after another, after a short warm-up on the first ones whose answers are thrown
 * away.
 */
export async function runSystem(
  system: System,
  queries: readonly string[],
  { onAnswer, signal }: RunOptions = {},
): Promise<ReadonlyMap<string, Answer>> {
  const distinct = [...new Set(queries)]
  for (const query of distinct.slice(0, warmUpQueries)) await system.answer(query)
  const answers = new Map<string, Answer>()
  for (const query of distinct) {
    signal?.throwIfAborted()
    answers.set(query, await system.answer(query))
    onAnswer?.(answers.size, distinct.length)
  }
  return answers
}
