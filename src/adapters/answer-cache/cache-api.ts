import type { AnswerCache } from '../../speller/ports.ts'
import { createTextCache } from './kept-answer.ts'

/** What is used of a Cache of the Cache API. */
export interface HttpCache {
  match(request: string): Promise<Pick<Response, 'text'> | undefined>
  put(request: string, response: Response): Promise<void>
}

export interface CacheApiOptions {
  readonly cache: HttpCache
  /** How long an answer is kept, at most; it may go before. */
  readonly seconds: number
  readonly onError: (error: unknown) => void
}

/** Answers in the Cache API of a Worker: in one data centre each, and never on a workers.dev domain. */
export function openCacheApi({ cache, seconds, onError }: CacheApiOptions): AnswerCache {
  // an address of no site: the cache asks for one, and nothing is fetched from it
  const addressOf = (name: string) => `https://querymend.invalid/answers/${name}`
  return createTextCache(
    {
      get: async (name) => (await cache.match(addressOf(name)))?.text(),
      put: (name, text, mostSeconds = seconds) =>
        cache.put(
          addressOf(name),
          new Response(text, {
            headers: {
              'content-type': 'application/json',
              'cache-control': `max-age=${Math.min(seconds, mostSeconds)}`,
            },
          }),
        ),
    },
    onError,
  )
}
