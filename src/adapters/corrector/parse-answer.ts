import { z } from 'zod'
import { normalise } from '../../speller/normalise.ts'

/** What a text model wrote, and its tokens with their natural log-probabilities where the server gave them. */
export interface Answer {
  readonly text: string
  readonly tokens?: readonly { readonly text: string; readonly logProbability: number }[]
}

/** line: the correction and nothing else. json: an object `{"correction": …}`, by schema. */
export type AnswerForm = 'line' | 'json'

export interface ParsedAnswer {
  readonly text: string
  /** Of the answer's line or object; absent when the text is not the model's own. */
  readonly logProbability?: number
}

/** What a model is asked for in the form `json`, as JSON Schema. */
export const answerJsonSchema = {
  type: 'object',
  properties: { correction: { type: 'string', description: 'The query as the shopper meant to type it, on one line' } },
  required: ['correction'],
  additionalProperties: false,
} as const
/** The same as `response_format` of the OpenAI protocol. */
export const answerFormat = {
  type: 'json_schema',
  json_schema: { name: 'correction', strict: true, schema: answerJsonSchema },
} as const
const answerSchema = z.object({ correction: z.string() })

const echo = /^(?:(?:correction|corrected query|corrected|query|answer)\s*:\s*)+/iu
const firstLine = /^\s*[^\n\r]*\S[^\n\r]*[\n\r]/u

/** As models begin JSON, with a fence of Markdown around it or without. */
const jsonBegins = /^\s*(?:```|[{[])/u
const fence = /^\s*```(?:json)?\s*|\s*```\s*$/giu

/** What reasoning models write before their answer; where the prompt opened it, only its end. */
const thoughts = /^.*<\/think(?:ing)?>/isu
const openThoughts = /^\s*<think(?:ing)?>/iu

/**
 * The answer's first line, normalised, without an echoed heading and thoughts before it; undefined where it is empty, nothing but
 * thoughts, or far longer than the query, and so no correction of it. A server that was asked for JSON may have answered in plain text all the same, which is read as that; other
 * JSON than was asked for is no correction.
 */
export function parseAnswer(query: string, answer: Answer, form: AnswerForm = 'line'): ParsedAnswer | undefined {
  const whole = answer.text.replace(thoughts, '').trim()
  if (openThoughts.test(whole)) return undefined
  const field = form === 'json' ? correctionIn(whole) : undefined
  if (form === 'json' && field === undefined && jsonBegins.test(whole)) return undefined
  const bare = (field ?? whole).trim().replace(echo, '')
  const text = normalise(bare.split(/[\n\r]/u, 1)[0]!)
  if (text === '' || isOverLong(text, query)) return undefined
  const tokens = thoughts.test(answer.text) ? [] : (answer.tokens ?? [])
  const logProbability = field !== undefined ? sum(tokens) : bare === whole ? sum(lineOf(tokens)) : undefined
  return { text, ...(logProbability === undefined ? {} : { logProbability }) }
}

/**
 * Of an answer that was cut off: the correction had ended before, and what is missing comes after it, as where a base model goes on
 * with another line. In the form `json`: the object had.
 */
export function isWholeAnswer(answer: Answer, form: AnswerForm = 'line'): boolean {
  const text = answer.text.replace(thoughts, '')
  if (openThoughts.test(text)) return false
  return form === 'json' && jsonBegins.test(text)
    ? correctionIn(text) !== undefined
    : firstLine.test(text.trimStart().replace(echo, ''))
}

function correctionIn(text: string): string | undefined {
  try {
    return answerSchema.safeParse(JSON.parse(text.replace(fence, ''))).data?.correction
  } catch {
    return undefined
  }
}

/** A correction joins, splits and mends words; an answer that doubles the query is an explanation. */
function isOverLong(text: string, query: string): boolean {
  const length = [...query].length
  return [...text].length > Math.max(2 * length, length + 24)
}

type Tokens = NonNullable<Answer['tokens']>

/** The tokens up to the end of the first line that is not blank. */
function lineOf(tokens: Tokens): Tokens {
  let text = ''
  const end = tokens.findIndex((token) => firstLine.test((text += token.text)))
  return end < 0 ? tokens : tokens.slice(0, end + 1)
}

function sum(tokens: Tokens): number | undefined {
  if (tokens.length === 0) return undefined
  const total = tokens.reduce((logProbability, token) => logProbability + token.logProbability, 0)
  return Number.isFinite(total) && total <= 0 ? total : undefined
}
