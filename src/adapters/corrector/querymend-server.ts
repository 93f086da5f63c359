import { z } from 'zod'
import { SpellerError, Unanswerable } from '../../speller/errors.ts'
import { normalise } from '../../speller/normalise.ts'
import type { CorrectionRequest, Corrector, Suggestion } from '../../speller/ports.ts'
import { beforeAbort } from './deadline.ts'

export interface QuerymendServerOptions {
  /** Of the server, with the path that a proxy puts before its own, without user, query and fragment; not of this process itself, which would ask itself for ever. */
  readonly url: string
  /** Its API_TOKEN; absent for servers without one. */
  readonly token?: string
  readonly timeoutMs: number
  /** Absent: the runtime's. */
  readonly fetch?: typeof fetch
}

/** Most names that POST /v1/score takes. */
const maxNames = 16
/** Characters of one text that it takes. */
const maxLength = 512

const suggestionSchema = z.object({
  text: z.string().refine((text) => text !== '' && normalise(text) === text, { error: 'not a normalised text' }),
  logProbability: z.number().max(0).optional(),
  source: z.enum(['greedy', 'draft']),
})
const answerSchema = z.object({
  model: z.string().min(1),
  /** Servers of earlier versions do not say. */
  isSecondChoice: z.boolean().default(false),
  suggestions: z.array(suggestionSchema),
})

/** The model of another Querymend server, by its POST /v1/score: for an edge that has the catalog but not the model. */
export function createQuerymendServerCorrector(options: QuerymendServerOptions): Corrector {
  const { url, token, timeoutMs, fetch: ask = fetch } = options
  const { host, pathname } = new URL(url)
  const prefix = pathname.replace(/\/+$/, '')
  const id = `server:${host}${prefix}`
  const address = new URL(`${prefix}/v1/score`, url)
  let isClosed = false
  const answerTo = async (request: CorrectionRequest, signal: AbortSignal): Promise<readonly Suggestion[]> => {
    const response = await ask(address, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify(bodyOf(request)),
      signal,
    })
    const body: unknown = await response.json().catch(() => undefined)
    if (response.status === 422)
      throw new Unanswerable('corrector_failed', `${id} has no answer to this${codeIn(body)}`)
    if (!response.ok) throw new SpellerError('corrector_failed', `${id} answered ${response.status}${codeIn(body)}`)
    const { model, isSecondChoice, suggestions } = answerSchema.parse(body)
    checkDrafts(request.drafts, suggestions)
    return suggestions.map(({ text, source, logProbability }) => ({
      text,
      source,
      ...(logProbability === undefined ? {} : { logProbability }),
      by: `server:${model}`,
      ...(isSecondChoice ? { isSecondChoice } : {}),
    }))
  }
  return {
    id,
    async correct(request, signal) {
      if (isClosed) throw new SpellerError('corrector_failed', `${id} is closed; open it again`)
      const deadline = AbortSignal.timeout(timeoutMs)
      const first = signal ? AbortSignal.any([signal, deadline]) : deadline
      try {
        return await beforeAbort(() => answerTo(request, first), first)
      } catch (cause) {
        if (deadline.aborted)
          throw new SpellerError('corrector_timeout', `${id} did not answer within ${timeoutMs} ms`, { cause })
        if (cause instanceof SpellerError) throw cause
        const message = cause instanceof z.ZodError ? 'its answer is none' : (cause as Error).message
        throw new SpellerError('corrector_failed', `${id} failed: ${message}`, { cause })
      }
    },
    async close() {
      isClosed = true
    },
  }
}

function bodyOf({ query, context, drafts, previous }: CorrectionRequest) {
  const names = context.slice(0, maxNames)
  return {
    query,
    context: names.map(({ text, kind, count }) => ({ text: text.slice(0, maxLength), kind, count })),
    drafts,
    previous: previous.slice(-maxNames),
  }
}

/** Scores of other texts than the drafts would be taken for theirs. */
function checkDrafts(drafts: readonly string[], suggestions: readonly Pick<Suggestion, 'text' | 'source'>[]): void {
  const scored = suggestions.filter(({ source }) => source === 'draft').map(({ text }) => text)
  if (scored.length === 0 || JSON.stringify(scored) === JSON.stringify(drafts)) return
  throw new SpellerError('corrector_failed', 'the server scored other drafts than it was asked for')
}

function codeIn(body: unknown): string {
  const parsed = z.object({ error: z.object({ code: z.string(), message: z.string() }) }).safeParse(body)
  return parsed.success ? `, ${parsed.data.error.code}: ${parsed.data.error.message}` : ''
}
