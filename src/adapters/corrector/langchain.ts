import type { BaseLanguageModelInterface } from '@langchain/core/language_models/base'
import { type AIMessage, type BaseMessage, HumanMessage, SystemMessage } from '@langchain/core/messages'
import type { Generation } from '@langchain/core/outputs'
import { BasePromptValue } from '@langchain/core/prompt_values'
import { SpellerError } from '../../speller/errors.ts'
import type { Corrector } from '../../speller/ports.ts'
import { createTextCorrector, type Question, type Reply, type TextCorrectorOptions } from './text-corrector.ts'

export interface LangchainCorrectorOptions extends Omit<TextCorrectorOptions, 'ask' | 'maxTokens'> {
  /** Any chat or completion model. Its own settings bound the length of an answer. */
  readonly model: BaseLanguageModelInterface
}

/** Asks any model of LangChain. */
export function createLangchainCorrector({ model, ...options }: LangchainCorrectorOptions): Corrector {
  const ask = (question: Question, signal: AbortSignal) => askLangchain(model, question, signal)
  return createTextCorrector({ ...options, ask, maxTokens: Infinity })
}

/** Puts a question to a model: as messages to a chat model, as one text to another. */
export async function askLangchain(
  model: BaseLanguageModelInterface,
  question: Question,
  signal: AbortSignal,
): Promise<Reply> {
  const { generations, llmOutput } = await model.generatePrompt([new QuestionValue(question)], { signal })
  const generation = generations[0]?.[0]
  if (generation) return replyOf(generation, llmOutput?.['tokenUsage'])
  throw new SpellerError('corrector_failed', 'the server answered without a text; check that it serves this model')
}

/** Takes the form that the model asks for. */
class QuestionValue extends BasePromptValue {
  override lc_serializable = false
  override lc_namespace = ['querymend']
  readonly question: Question
  constructor(question: Question) {
    super({})
    this.question = question
  }
  override toString(): string {
    return this.question.text
  }
  override toChatMessages(): BaseMessage[] {
    return this.question.messages.map(({ role, content }) =>
      role === 'system' ? new SystemMessage(content) : new HumanMessage(content),
    )
  }
}

/** Whether a model says that it was stopped at its longest answer, by the names that OpenAI, Anthropic, Google and Ollama give it. */
function isCut(metadata: Readonly<Record<string, unknown>>): boolean {
  return ['finish_reason', 'finishReason', 'stop_reason', 'done_reason'].some((name) =>
    /^(?:length|max_tokens)$/iu.test(String(metadata[name])),
  )
}

/** Reads the token log-probabilities and counts of both OpenAI protocols: chat, and completion. */
function replyOf(generation: Generation & { readonly message?: AIMessage }, usage: unknown): Reply {
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
  const { promptTokens: input, completionTokens: output } = (usage ?? {}) as Record<string, unknown>
  // the library gives 0 where the server counts nothing; a prompt is never empty
  const isCounted = Number.isSafeInteger(input) && Number.isSafeInteger(output) && (input as number) > 0
  return {
    text: generation.text,
    isCut: isCut({ ...generation.generationInfo, ...generation.message?.response_metadata }),
    ...(scored.length === pairs.length ? { tokens: scored } : {}),
    ...(isCounted ? { tokenCounts: { input: input as number, output: output as number } } : {}),
  }
}
