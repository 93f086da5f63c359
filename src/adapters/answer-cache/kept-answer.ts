import type { AnswerCache } from '../../speller/ports.ts'
import type { DecisionRecord } from '../../speller/types.ts'
import { sha256Hex } from '../../speller/sha256.ts'

/** A place for texts under short names. */
export interface TextStore {
  get(name: string): Promise<string | undefined>
  put(name: string, text: string, mostSeconds: number | undefined): Promise<void>
}

/**
 * Answers as JSON under the SHA-256 of their key, with the key beside them: an answer under another key is none. Whatever
 * fails goes to `onError` and counts as a miss.
 */
export function createTextCache(store: TextStore, onError: (error: unknown) => void): AnswerCache {
  return {
    async get(key) {
      try {
        const text = await store.get(await sha256Hex(new TextEncoder().encode(key)))
        if (text === undefined) return undefined
        const kept = JSON.parse(text) as { readonly key: string; readonly record: DecisionRecord }
        return kept.key === key ? kept.record : undefined
      } catch (error) {
        onError(error)
        return undefined
      }
    },
    async put(key, record, mostSeconds) {
      try {
        await store.put(await sha256Hex(new TextEncoder().encode(key)), JSON.stringify({ key, record }), mostSeconds)
      } catch (error) {
        onError(error)
      }
    },
  }
}
