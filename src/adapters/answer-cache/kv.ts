import type { AnswerCache } from '../../speller/ports.ts'
import { createTextCache } from './kept-answer.ts'

/** What is used of a KV namespace. */
export interface KeyValues {
  get(key: string): Promise<string | null>
  put(key: string, value: string, options: { readonly expirationTtl: number }): Promise<void>
}

export interface KvOptions {
  readonly namespace: KeyValues
  /** How long an answer is kept; KV takes no less than 60. */
  readonly seconds: number
  readonly onError: (error: unknown) => void
}

/** Answers in Workers KV: in every data centre, some time after they were put into one. */
export function openKvCache({ namespace, seconds, onError }: KvOptions): AnswerCache {
  return createTextCache(
    {
      get: async (name) => (await namespace.get(name)) ?? undefined,
      put: (name, text, mostSeconds = seconds) =>
        namespace.put(name, text, { expirationTtl: Math.max(60, Math.min(seconds, mostSeconds)) }),
    },
    onError,
  )
}
