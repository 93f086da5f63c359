import { z } from 'zod'
import { SpellerError } from '../../speller/errors.ts'
import type { Corrector } from '../../speller/ports.ts'
import { answerJsonSchema } from './parse-answer.ts'
import { createTextCorrector, type Question, type Reply, type TextCorrectorOptions } from './text-corrector.ts'

/** What is used of a Worker's `env.AI`. */
export interface WorkersAiBinding {
  run(model: string, inputs: Record<string, unknown>, options?: { readonly signal?: AbortSignal }): Promise<unknown>
}

export interface WorkersAiOptions extends Omit<TextCorrectorOptions, 'id' | 'ask'> {
  readonly ai: WorkersAiBinding
  /** Such as `@cf/mistral/mistral-7b-instruct-v0.2-lora`. */
  readonly model: string
  /** Name or id of an adapter that was trained for this model; absent: the model as it is. */
  readonly lora?: string
  /** chat: messages, in the model's own template. completion: the prompt as it stands (`raw`). An adapter is asked as it was trained. */
  readonly kind: 'chat' | 'completion'
}

const outputSchema = z.object({
  /** An object where one was asked for by schema. */
  response: z.union([z.string(), z.record(z.string(), z.unknown())]),
  usage: z
    .object({ prompt_tokens: z.int().min(0), completion_tokens: z.int().min(0) })
    .optional()
    .catch(undefined),
})

/** A model of Workers AI, through the binding. It gives no log-probabilities. */
export function createWorkersAiCorrector(options: WorkersAiOptions): Corrector {
  const { ai, model, lora, kind, form } = options
  const id = `workers-ai:${model}${lora === undefined ? '' : `+${lora}`}`
  const ask = async ({ messages, text, maxTokens }: Question, signal: AbortSignal): Promise<Reply> => {
    const inputs = {
      ...(kind === 'chat' ? { messages } : { prompt: text, raw: true }),
      max_tokens: maxTokens,
      temperature: 0,
      ...(lora === undefined ? {} : { lora }),
      ...(form === 'json' ? { response_format: { type: 'json_schema', json_schema: answerJsonSchema } } : {}),
    }
    const output = outputSchema.safeParse(await ai.run(model, inputs, { signal }))
    if (!output.success) throw new SpellerError('corrector_failed', `${id} answered without a text`)
    const { response, usage } = output.data
    return {
      text: typeof response === 'string' ? response : JSON.stringify(response),
      ...(usage ? { tokenCounts: { input: usage.prompt_tokens, output: usage.completion_tokens } } : {}),
    }
  }
  return createTextCorrector({ ...options, id, ask })
}
