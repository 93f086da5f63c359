import { askedKey, type GoldCase } from './gold.ts'
import type { KeptAnswers } from './kept-answers.ts'
import type { Answer, System } from './system.ts'

/** Asked beforehand where code and caches of this machine warm up. */
const warmUpQueries = 20

export interface RunOptions {
  readonly onAnswer?: (done: number, total: number) => void
  /** Told of each answer that was given now and is degraded. */
  readonly onDegraded?: (query: string, answer: Answer) => void
  /** Answers of earlier runs, latencies among them, are taken from it, and new ones put there, but for degraded ones. */
  readonly kept?: KeptAnswers
  readonly signal?: AbortSignal
}

/**
 * Answers each different query once, one after another. A local system is warmed up on the first of those that are not kept, and these
 * answers are thrown away; of a remote one they may be paid for, so it is not. By `askedKey`.
 */
export async function runSystem(
  system: System,
  cases: readonly Pick<GoldCase, 'query' | 'locale'>[],
  { onAnswer, onDegraded, kept, signal }: RunOptions = {},
): Promise<ReadonlyMap<string, Answer>> {
  const distinct = new Map(cases.map((gold) => [askedKey(gold), gold]))
  const fresh = [...distinct].filter(([key]) => kept?.get(key) === undefined)
  const warmUp = system.isRemote ? [] : fresh.slice(0, warmUpQueries)
  for (const [, { query, locale }] of warmUp) await system.answer(query, locale)
  const answers = new Map<string, Answer>()
  for (const [key, { query, locale }] of distinct) {
    signal?.throwIfAborted()
    const known = kept?.get(key)
    const answer = known ?? (await system.answer(query, locale))
    if (answer.isDegraded) onDegraded?.(query, answer)
    else if (!known) kept?.put(key, answer)
    answers.set(key, answer)
    onAnswer?.(answers.size, distinct.size)
  }
  return answers
}
