import { SpellerError } from '../../speller/errors.ts'
import type { Corrector } from '../../speller/ports.ts'
import { withErrorMessage } from './error-body.ts'
import { askLangchain } from './langchain.ts'
import { answerFormat } from './parse-answer.ts'
import { createTextCorrector, type Question, type TextCorrectorOptions } from './text-corrector.ts'

export interface OpenAiCompatibleOptions extends Omit<TextCorrectorOptions, 'id' | 'ask'> {
  /** Up to and including `/v1`. */
  readonly baseUrl: string
  readonly model: string
  /** Absent for servers that ask for none. */
  readonly apiKey?: string
  /** Which of the protocol's two endpoints: /chat/completions, or /completions for models that only continue text. */
  readonly endpoint: 'chat' | 'completion'
  /** Asks for token log-probabilities; false for servers that refuse to give them. */
  readonly logProbabilities?: boolean
  /** After a 429 or 5xx. Absent: 1. */
  readonly maxRetries?: number
}

/**
 * A model behind any server that speaks the OpenAI protocol. The client library is loaded here, not before. `form: 'json'` asks for
 * structured output by JSON Schema; a server that refuses it with 400 or 422 is asked for a plain line from then on.
 */
export async function openOpenAiCompatibleCorrector(options: OpenAiCompatibleOptions): Promise<Corrector> {
  const modelFor = await loadModels(options)
  let isPlain = options.form !== 'json'
  const ask = async (question: Question, signal: AbortSignal) => {
    if (isPlain) return askLangchain(modelFor(question.maxTokens, 'line'), question, signal)
    try {
      return await askLangchain(modelFor(question.maxTokens, 'json'), question, signal)
    } catch (error) {
      if (!refusals.includes((error as { status?: unknown }).status)) throw error
      const reply = await askLangchain(modelFor(question.maxTokens, 'line'), question, signal)
      isPlain = true
      return reply
    }
  }
  return createTextCorrector({ ...options, id: `openai:${options.model}`, ask, capStep })
}

/** Of a request that the server does not understand; servers that validate fields by schema say 422. */
const refusals: readonly unknown[] = [400, 422]

/**
 * Mends what the library sends and reads. It puts a prompt into a list, which servers of one prompt refuse; and given the form itself, it
 * would fail on every answer that does not keep to it, so the form is added here. Of errors it shows one form only.
 */
const fetchWith =
  (added: object): typeof fetch =>
  async (input, init) => {
    const body = JSON.parse(init?.body as string) as { readonly prompt?: string | readonly string[] }
    const single = Array.isArray(body.prompt) && body.prompt.length === 1 ? { prompt: body.prompt[0] as string } : {}
    return withErrorMessage(await fetch(input, { ...init, body: JSON.stringify({ ...body, ...single, ...added }) }))
  }
const fetchPlain = fetchWith({})
const fetchWithFormat = fetchWith({ response_format: answerFormat })
/** Caps are rounded up to this many tokens, since the library takes them when a model is made. */
const capStep = 16

/** Models of every length of answer, each made once. */
async function loadModels(options: OpenAiCompatibleOptions) {
  const { ChatOpenAI, OpenAI } = await import('@langchain/openai')
  const { endpoint, logProbabilities = true } = options
  const make = (maxTokens: number, form: 'line' | 'json') => {
    const shared = {
      model: options.model,
      apiKey: options.apiKey ?? 'none',
      temperature: 0,
      maxTokens,
      maxRetries: options.maxRetries ?? 1,
      timeout: options.timeoutMs,
      configuration: { baseURL: options.baseUrl, fetch: form === 'json' ? fetchWithFormat : fetchPlain },
    }
    const scores = logProbabilities ? { logprobs: 1 } : {}
    try {
      // A chat model may begin with an empty line, and an object may have several, so such answers are cut after the fact.
      return endpoint === 'chat'
        ? new ChatOpenAI({
            ...shared,
            stop: ['\nQuery:'],
            logprobs: logProbabilities,
            useResponsesApi: false,
          })
        : new OpenAI({ ...shared, ...(form === 'line' ? { stop: ['\n'] } : {}), modelKwargs: scores })
    } catch (cause) {
      const message = `cannot use the model "${options.model}" at ${options.baseUrl}: ${(cause as Error).message}`
      throw new SpellerError('config_invalid', message, { cause })
    }
  }
  const made = new Map<string, ReturnType<typeof make>>()
  make(capStep, 'line')
  return (maxTokens: number, form: 'line' | 'json') => {
    const key = `${form} ${maxTokens}`
    const model = made.get(key) ?? make(maxTokens, form)
    made.set(key, model)
    return model
  }
}
