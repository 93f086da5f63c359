import { SpellerError } from '../../speller/errors.ts'
import type { Bill } from '../../speller/bill.ts'
import type { Corrector, Suggestion } from '../../speller/ports.ts'
import { checkPrompt, renderMessages, renderPrompt, type Prompt, type PromptMessage } from '../../speller/prompt.ts'
import { beforeAbort } from './deadline.ts'
import type { Meter } from './meter.ts'
import { isWholeAnswer, parseAnswer, type Answer, type AnswerForm } from './parse-answer.ts'

/** The prompt in both forms, and how long the answer may be. */
export interface Question {
  /** For chat models. */
  readonly messages: readonly PromptMessage[]
  /** For models that continue a text. */
  readonly text: string
  /** In the model's tokens. */
  readonly maxTokens: number
}

/** What a model wrote, and what its server counted; `tokenCounts` is absent where it counted nothing. */
export interface Reply extends Answer {
  /** The server stopped the model at its cap; absent where it says nothing of the kind. */
  readonly isCut?: boolean
  readonly tokenCounts?: { readonly input: number; readonly output: number }
}

export interface TextCorrectorOptions {
  readonly id: string
  /** Puts one question to the model. What it throws counts as the model's failure. */
  readonly ask: (question: Question, signal: AbortSignal) => Promise<Reply>
  readonly prompt: Prompt
  /** Absent: line. */
  readonly form?: AnswerForm
  /** Of one answer, retries included. */
  readonly timeoutMs: number
  /** Longest answer in the model's tokens, whatever the query; Infinity where the model's own settings bound it. */
  readonly maxTokens: number
  /** Caps below `maxTokens` are rounded up to a multiple of it. Absent: 1. */
  readonly capStep?: number
  /** Counts what answers cost; absent: nothing is counted. */
  readonly meter?: Meter
}

/** Asks a text model. Gives its own answer only: drafts are not scored. Earlier queries of the session are not shown to it. */
export function createTextCorrector(options: TextCorrectorOptions): Corrector {
  const { id, ask, prompt, form, timeoutMs, meter } = options
  checkPrompt(prompt)
  let isClosed = false
  const suggest = async (
    query: string,
    question: Question,
    signal: AbortSignal,
    bill: Bill | undefined,
  ): Promise<Suggestion> => {
    const held = meter?.hold(question)
    const billed = held && bill?.ask(id, held.most)
    let reply: Reply
    try {
      reply = await beforeAbort(() => ask(question, signal), signal)
    } catch (error) {
      // a server goes on working for a caller who has gone
      if (signal.aborted) held?.keep()
      else {
        held?.release()
        billed?.release()
      }
      throw error
    }
    if (held) {
      const usage = held.settle(reply)
      billed?.settle(usage)
    }
    if (reply.isCut && !isWholeAnswer(reply, form))
      throw cutOff(id, Number.isFinite(options.maxTokens) ? question.maxTokens : undefined)
    const parsed = parseAnswer(query, reply, form)
    if (!parsed) throw new SpellerError('corrector_failed', `${id} answered with something other than a query`)
    return { ...parsed, source: 'greedy' }
  }
  return {
    id,
    async correct({ query, context }, signal, bill) {
      if (isClosed) throw new SpellerError('corrector_failed', `${id} is closed; open it again`)
      const deadline = AbortSignal.timeout(timeoutMs)
      const first = signal ? AbortSignal.any([signal, deadline]) : deadline
      const names = context.map((name) => name.text)
      const question = {
        messages: renderMessages(prompt, query, names),
        text: renderPrompt(prompt, query, names),
        maxTokens: tokenCap(query, options),
      }
      try {
        return [await suggest(query, question, first, bill)]
      } catch (cause) {
        throw asSpellerError(cause, id, timeoutMs, deadline.aborted)
      }
    },
    async close() {
      isClosed = true
    },
  }
}

/** Room for what a correction may add, and for the object around it. */
const moreTokens = { line: 16, json: 32 }

/** A token is at least a byte, so a correction as long as the query always fits; an explanation does not. */
function tokenCap(query: string, { form = 'line', maxTokens, capStep = 1 }: TextCorrectorOptions): number {
  const longest = new TextEncoder().encode(query).length + moreTokens[form]
  return Math.min(maxTokens, Math.ceil(longest / capStep) * capStep)
}

function cutOff(id: string, maxTokens: number | undefined): SpellerError {
  const cap = maxTokens !== undefined ? `its cap of ${maxTokens} tokens` : 'the cap that the model has of its own'
  return new SpellerError('corrector_failed', `${id} was cut off at ${cap} before its correction ended`)
}

function asSpellerError(cause: unknown, id: string, timeoutMs: number, isLate: boolean): SpellerError {
  if (isLate) return new SpellerError('corrector_timeout', `${id} did not answer within ${timeoutMs} ms`, { cause })
  if (cause instanceof SpellerError) return cause
  const message = cause instanceof Error ? cause.message : String(cause)
  return new SpellerError('corrector_failed', `${id} failed: ${message}`, { cause })
}
