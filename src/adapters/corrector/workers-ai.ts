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

const usage = z
  .object({ prompt_tokens: z.int().min(0), completion_tokens: z.int().min(0) })
  .optional()
  .catch(undefined)
const finish_reason = z.string().nullish()
/** Older models answer in a form of their own, newer ones in that of the OpenAI protocol. */
const outputSchema = z.union([
  z.object({
    /** An object where one was asked for by schema. */
    response: z.union([z.string(), z.record(z.string(), z.unknown())]),
    finish_reason,
    usage,
  }),
  z
    .object({
      choices: z.tuple([
        z.union([
          z.object({ message: z.object({ content: z.string() }), finish_reason }),
          z.object({ text: z.string(), finish_reason }),
        ]),
      ]),
      usage,
    })
    .transform(({ choices: [choice], usage }) => ({
      response: 'text' in choice ? choice.text : choice.message.content,
      finish_reason: choice.finish_reason,
      usage,
    })),
])

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
    const { response, finish_reason: reason, usage } = output.data
    // a model that does not say why it ended was cut off where it wrote all that it was allowed to
    const isCut = reason ? reason === 'length' : usage !== undefined && usage.completion_tokens >= maxTokens
    return {
      text: typeof response === 'string' ? response : JSON.stringify(response),
      isCut,
      ...(usage ? { tokenCounts: { input: usage.prompt_tokens, output: usage.completion_tokens } } : {}),
    }
  }
  return createTextCorrector({ ...options, id, ask })
}
