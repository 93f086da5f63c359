import type { BaseLanguageModelInterface } from '@langchain/core/language_models/base'
import type { AIMessage } from '@langchain/core/messages'
import type { Generation } from '@langchain/core/outputs'
import { StringPromptValue } from '@langchain/core/prompt_values'
import { SpellerError } from '../../speller/errors.ts'
import type { Corrector } from '../../speller/ports.ts'
import { checkPrompt, renderPrompt, type Prompt } from '../../speller/prompt.ts'
import { beforeAbort } from './deadline.ts'
import { parseAnswer, type Answer } from './parse-answer.ts'

export interface LangchainCorrectorOptions {
  /** Any chat or completion model. Its own settings bound the length of an answer. */
  readonly model: BaseLanguageModelInterface
  readonly prompt: Prompt
  readonly id: string
  /** Of one answer, retries included. */
  readonly timeoutMs: number
}

/** Asks a text model. Gives its own answer only: drafts are not scored. Earlier queries of the session are not shown to it. */
export function createLangchainCorrector({ model, prompt, id, timeoutMs }: LangchainCorrectorOptions): Corrector {
  checkPrompt(prompt)
  let isClosed = false
  const ask = async (text: string, signal: AbortSignal): Promise<Answer> => {
    const { generations } = await model.generatePrompt([new StringPromptValue(text)], { signal })
    const generation = generations[0]?.[0]
    if (generation) return answerOf(generation)
    throw new SpellerError('corrector_failed', `${id} answered without a text; check that the server serves this model`)
  }
  return {
    id,
    async correct({ query, context }, signal) {
      if (isClosed) throw new SpellerError('corrector_failed', `${id} is closed; open it again`)
      const deadline = AbortSignal.timeout(timeoutMs)
      const first = signal ? AbortSignal.any([signal, deadline]) : deadline
      const names = context.map((name) => name.text)
      try {
        const answer = await beforeAbort(() => ask(renderPrompt(prompt, query, names), first), first)
        return [{ ...parseAnswer(query, answer), source: 'greedy' }]
      } catch (cause) {
        throw asSpellerError(cause, id, timeoutMs, deadline.aborted)
      }
    },
    async close() {
      isClosed = true
    },
  }
}

function asSpellerError(cause: unknown, id: string, timeoutMs: number, isLate: boolean): SpellerError {
  if (isLate) return new SpellerError('corrector_timeout', `${id} did not answer within ${timeoutMs} ms`, { cause })
  if (cause instanceof SpellerError) return cause
  const message = cause instanceof Error ? cause.message : String(cause)
  return new SpellerError('corrector_failed', `${id} failed: ${message}`, { cause })
}

/** Reads the token log-probabilities of both OpenAI protocols: chat, and completion. */
function answerOf(generation: Generation & { readonly message?: AIMessage }): Answer {
  const metadata: unknown =
    generation.message?.response_metadata?.['logprobs'] ?? generation.generationInfo?.['logprobs']
  const { content, tokens, token_logprobs: values } = (metadata ?? {}) as Record<string, unknown>
  const pairs = Array.isArray(content)
    ? content.map((entry: { token?: unknown; logprob?: unknown }) => [entry?.token, entry?.logprob])
    : Array.isArray(tokens) && Array.isArray(values)
      ? tokens.map((token: unknown, i) => [token, values[i] as unknown])
      : []
  const scored = pairs.flatMap(([text, logProbability]) =>
    typeof text === 'string' && typeof logProbability === 'number' ? [{ text, logProbability }] : [],
  )
  return { text: generation.text, ...(scored.length === pairs.length ? { tokens: scored } : {}) }
}
