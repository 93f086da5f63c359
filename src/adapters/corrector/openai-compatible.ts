import { SpellerError } from '../../speller/errors.ts'
import type { Corrector } from '../../speller/ports.ts'
import type { Prompt } from '../../speller/prompt.ts'
import { createLangchainCorrector } from './langchain.ts'

export interface OpenAiCompatibleOptions {
  /** Up to and including `/v1`. */
  readonly baseUrl: string
  readonly model: string
  /** Absent for servers that ask for none. */
  readonly apiKey?: string
  /** Which of the protocol's two endpoints: /chat/completions, or /completions for models that only continue text. */
  readonly endpoint: 'chat' | 'completion'
  readonly prompt: Prompt
  /** Of one answer, retries included. */
  readonly timeoutMs: number
  /** Longest answer, in the model's tokens. */
  readonly maxTokens: number
  /** Asks for token log-probabilities; false for servers that refuse to give them. */
  readonly logProbabilities?: boolean
  /** After a 429 or 5xx. Absent: 1. */
  readonly maxRetries?: number
}

/** A model behind any server that speaks the OpenAI protocol. The client library is loaded here, not before. */
export async function openOpenAiCompatibleCorrector(options: OpenAiCompatibleOptions): Promise<Corrector> {
  const { prompt, timeoutMs } = options
  const id = `openai:${options.model}`
  return createLangchainCorrector({ model: await openModel(options), prompt, id, timeoutMs })
}

async function openModel({ endpoint, logProbabilities = true, ...options }: OpenAiCompatibleOptions) {
  const { ChatOpenAI, OpenAI } = await import('@langchain/openai')
  const shared = {
    model: options.model,
    apiKey: options.apiKey ?? 'none',
    temperature: 0,
    maxTokens: options.maxTokens,
    maxRetries: options.maxRetries ?? 1,
    timeout: options.timeoutMs,
    configuration: { baseURL: options.baseUrl },
  }
  try {
    // A chat model may begin with an empty line, so its answer is cut after the fact.
    return endpoint === 'chat'
      ? new ChatOpenAI({ ...shared, stop: ['\nQuery:'], logprobs: logProbabilities, useResponsesApi: false })
      : new OpenAI({ ...shared, stop: ['\n'], modelKwargs: logProbabilities ? { logprobs: 1 } : {} })
  } catch (cause) {
    const message = `cannot use the model "${options.model}" at ${options.baseUrl}: ${(cause as Error).message}`
    throw new SpellerError('config_invalid', message, { cause })
  }
}
