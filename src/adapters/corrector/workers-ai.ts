import { z } from 'zod'
import { SpellerError, Unanswerable } from '../../speller/errors.ts'
import type { Corrector } from '../../speller/ports.ts'
import { answerFormat, answerJsonSchema } from './parse-answer.ts'
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

/** How JSON is asked for: models of the JSON mode take the schema itself, newer ones a named one, and some none at all. */
const formats = [{ type: 'json_schema', json_schema: answerJsonSchema }, answerFormat, undefined] as const
/** Of a request that does not fit the model's own schema, and of a model that knows no JSON Schema. */
const refusals = ['5006', '5025']
/** The model found no answer that fits the schema. */
const unmet = '5024'

/**
 * A model of Workers AI, through the binding. It gives no log-probabilities. `form: 'json'`: where a model refuses one way of
 * asking for it, the next is tried and kept, at last that for a plain line.
 */
export function createWorkersAiCorrector(options: WorkersAiOptions): Corrector {
  const { ai, model, lora, kind, form } = options
  const id = `workers-ai:${model}${lora === undefined ? '' : `+${lora}`}`
  let format = form === 'json' ? 0 : formats.length - 1
  const run = async (inputs: Record<string, unknown>, signal: AbortSignal): Promise<unknown> => {
    for (let tried = format; ; tried++) {
      const response_format = formats[tried]
      try {
        const output = await ai.run(model, { ...inputs, ...(response_format ? { response_format } : {}) }, { signal })
        format = tried
        return output
      } catch (error) {
        const code = codeOf(error)
        if (code === unmet)
          throw new Unanswerable('corrector_failed', `${id} found no answer in JSON`, { cause: error })
        if (!refusals.includes(code ?? '') || response_format === undefined) throw error
      }
    }
  }
  const ask = async ({ messages, text, maxTokens }: Question, signal: AbortSignal): Promise<Reply> => {
    const inputs = {
      ...(kind === 'chat' ? { messages } : { prompt: text, raw: true }),
      max_tokens: maxTokens,
      temperature: 0,
      ...(lora === undefined ? {} : { lora }),
    }
    const output = outputSchema.safeParse(await run(inputs, signal))
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

/** The service's own code at the beginning of an error's message, as in `5024: JSON Mode couldn't be met`. */
function codeOf(error: unknown): string | undefined {
  const message = error instanceof Error ? error.message : ''
  return /\b(\d{4}): /.exec(message)?.[1] ?? (/JSON Mode couldn't be met/i.test(message) ? unmet : undefined)
}
