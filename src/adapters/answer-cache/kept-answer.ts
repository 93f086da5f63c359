import type { AnswerCache } from '../../speller/ports.ts'
import type { DecisionRecord } from '../../speller/types.ts'

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
        const text = await store.get(await nameOf(key))
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
        await store.put(await nameOf(key), JSON.stringify({ key, record }), mostSeconds)
      } catch (error) {
        onError(error)
      }
    },
  }
}

async function nameOf(key: string): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(key)))
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
