import type { AnswerCache } from '../../speller/ports.ts'
import type { DecisionRecord } from '../../speller/types.ts'

/** Keeps the answers of this process, the `most` newest; for tests. */
export function createMemoryCache(most = 1_000): AnswerCache {
  const answers = new Map<string, { readonly record: DecisionRecord; readonly until: number }>()
  return {
    async get(key) {
      const kept = answers.get(key)
      return kept && performance.now() < kept.until ? structuredClone(kept.record) : undefined
    },
    async put(key, record, mostSeconds = Infinity) {
      answers.delete(key)
      answers.set(key, { record: structuredClone(record), until: performance.now() + mostSeconds * 1000 })
      const oldest = answers.keys().next().value
      if (answers.size > most && oldest !== undefined) answers.delete(oldest)
    },
  }
}
