import type { AnswerCache } from '../../speller/ports.ts'
import type { DecisionRecord } from '../../speller/types.ts'

/** Keeps the answers of this process, the `most` newest; for tests. */
export function createMemoryCache(most = 1_000): AnswerCache {
  const answers = new Map<string, DecisionRecord>()
  return {
    get: async (key) => structuredClone(answers.get(key)),
    async put(key, record) {
      answers.delete(key)
      answers.set(key, structuredClone(record))
      const oldest = answers.keys().next().value
      if (answers.size > most && oldest !== undefined) answers.delete(oldest)
    },
  }
}
