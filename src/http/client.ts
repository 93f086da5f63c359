import type { CorrectOptions, Decision, FeedbackKind } from '../speller/types.ts'

// For browsers, servers and Workers: nothing is imported at run time, and nothing but fetch is needed.

export type { CorrectOptions, Decision, Edit, FeedbackKind, Reason, Verdict } from '../speller/types.ts'

export interface ClientOptions {
  /** Most time for an answer, in milliseconds; then the query stays. Absent: 300. */
  readonly timeoutMs?: number
  /** Sent with each request. No API token belongs into a browser: neither correcting nor feedback asks for one. */
  readonly headers?: Readonly<Record<string, string>>
  /** Absent: the runtime's. */
  readonly fetch?: (url: string, init: RequestInit) => Promise<Response>
  /** Told of every failure, all of which the answers hide. */
  readonly onError?: (error: unknown) => void
}

/** What to do with one query. */
export interface Correction {
  /** As typed. */
  readonly query: string
  /** What to search with: the correction of a rewrite, else the query as typed. */
  readonly applied: string
  /** For "did you mean"; absent: nothing to offer. */
  readonly suggested?: string
  /** The whole answer; absent: the server gave none in time, and the query stays. */
  readonly decision?: Decision
}

export interface Client {
  /** Never rejects: whatever fails, the query stays. `signal` calls the question off. */
  correct(query: string, options?: CorrectOptions, signal?: AbortSignal): Promise<Correction>
  /** Says what became of a decision, also while the page is being left. Never rejects; true when the server took it. */
  feedback(decisionId: string, kind: FeedbackKind, detail?: string): Promise<boolean>
}

const usualTimeoutMs = 300
/** Nobody waits for feedback. */
const feedbackTimeoutMs = 5_000
const verdicts: readonly unknown[] = ['keep', 'suggest', 'rewrite']

/** A client of the server at `baseUrl`, which may have a path; `''` is the page's own origin. */
export function createClient(baseUrl: string, options: ClientOptions = {}): Client {
  const { timeoutMs = usualTimeoutMs, headers = {} } = options
  const tell = (error: unknown) => {
    try {
      options.onError?.(error)
    } catch {
      // what listens must not stop a search
    }
  }
  const ask = options.fetch ?? ((url: string, init: RequestInit) => fetch(url, init))
  const base = baseUrl.replace(/\/+$/, '')
  const request = async (path: string, init: RequestInit, withinMs: number, signal?: AbortSignal): Promise<unknown> => {
    const deadline = new AbortController()
    const stop = () => deadline.abort(new Error('called off'))
    const timer = setTimeout(() => deadline.abort(new Error(`no answer within ${withinMs} ms`)), withinMs)
    signal?.addEventListener('abort', stop)
    if (signal?.aborted) stop()
    try {
      return await Promise.race([
        ask(base + path, { ...init, signal: deadline.signal }).then(bodyOf),
        new Promise<never>((_, reject) => {
          const late = () => reject(deadline.signal.reason as Error)
          if (deadline.signal.aborted) late()
          deadline.signal.addEventListener('abort', late)
        }),
      ])
    } finally {
      clearTimeout(timer)
      signal?.removeEventListener('abort', stop)
    }
  }
  return {
    async correct(query, given = {}, signal) {
      // pages are not always typed: the q of an address that has none is null
      if (typeof query !== 'string' || query.trim() === '') return { query, applied: query }
      try {
        const decision = await request(
          `/v1/correct?${parametersOf(query, given)}`,
          { headers: { ...headers } },
          timeoutMs,
          signal,
        )
        if (!isDecisionOn(query, decision)) throw new Error('the answer is no decision on this query')
        const { verdict, applied, corrected } = decision
        return { query, applied, decision, ...(verdict === 'suggest' ? { suggested: corrected } : {}) }
      } catch (error) {
        tell(error)
        return { query, applied: query }
      }
    },
    async feedback(id, kind, detail) {
      try {
        const body = JSON.stringify({ id, kind, ...(detail === undefined ? {} : { detail }) })
        const init = {
          method: 'POST',
          body,
          keepalive: true,
          headers: { ...headers, 'content-type': 'application/json' },
        }
        await request('/v1/feedback', init, feedbackTimeoutMs)
        return true
      } catch (error) {
        tell(error)
        return false
      }
    },
  }
}

function parametersOf(query: string, { mode, locale, k, previous, hitCount }: CorrectOptions): string {
  const parameters = new URLSearchParams({ q: query })
  for (const [name, value] of Object.entries({ mode, locale, k, hits: hitCount }))
    if (value !== undefined) parameters.set(name, String(value))
  for (const text of previous ?? []) parameters.append('previous', text)
  return parameters.toString()
}

async function bodyOf(response: Response): Promise<unknown> {
  if (response.ok) return response.json()
  const body: unknown = await response.json().catch(() => undefined)
  throw new Error(`the server answered ${response.status}${reasonIn(body)}`)
}

/** What the server has against a request: the wrong field, if any, and the message. */
function reasonIn(body: unknown): string {
  const { error } = (body ?? {}) as { error?: { field?: unknown; message?: unknown } | null }
  const parts = [error?.field, error?.message].filter((part) => typeof part === 'string' && part !== '')
  return parts.map((part) => `: ${part as string}`).join('')
}

/** Enough of one to be searched with. */
function isDecisionOn(query: string, value: unknown): value is Decision {
  if (typeof value !== 'object' || value === null) return false
  const { id, query: asked, applied, corrected, verdict } = value as Partial<Record<keyof Decision, unknown>>
  const isText = [id, applied, corrected].every((text) => typeof text === 'string' && text !== '')
  return isText && asked === query && verdicts.includes(verdict)
}
