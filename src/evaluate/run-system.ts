import { askedKey, type GoldCase } from './gold.ts'
import type { Answer, System } from './system.ts'

const warmUpQueries = 20

export interface RunOptions {
  readonly onAnswer?: (done: number, total: number) => void
  readonly signal?: AbortSignal
}

/**
 * Answers each different query once, one after another, after a short warm-up on the first ones whose answers are thrown
 * away. By `askedKey`.
 */
export async function runSystem(
  system: System,
  cases: readonly Pick<GoldCase, 'query' | 'locale'>[],
  { onAnswer, signal }: RunOptions = {},
): Promise<ReadonlyMap<string, Answer>> {
  const distinct = new Map(cases.map((gold) => [askedKey(gold), gold]))
  for (const { query, locale } of [...distinct.values()].slice(0, warmUpQueries)) await system.answer(query, locale)
  const answers = new Map<string, Answer>()
  for (const [key, { query, locale }] of distinct) {
    signal?.throwIfAborted()
    answers.set(key, await system.answer(query, locale))
    onAnswer?.(answers.size, distinct.size)
  }
  return answers
}
