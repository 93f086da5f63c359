import { normalise } from '../../speller/normalise.ts'

/** What a text model wrote, and its tokens with their natural log-probabilities where the server gave them. */
export interface Answer {
  readonly text: string
  readonly tokens?: readonly { readonly text: string; readonly logProbability: number }[]
}

export interface ParsedAnswer {
  readonly text: string
  /** Of the answer's line; absent when the text is not the model's own. */
  readonly logProbability?: number
}

const echo = /^(?:(?:correction|corrected query|corrected|query|answer)\s*:\s*)+/iu
const firstLine = /^\s*[^\n\r]*\S[^\n\r]*[\n\r]/u

/** The first line, normalised, without an echoed heading. An empty or over-long one stands for the query unchanged. */
export function parseAnswer(query: string, answer: Answer): ParsedAnswer {
  const whole = answer.text.trim()
  const bare = whole.replace(echo, '')
  const text = normalise(bare.split(/[\n\r]/u, 1)[0]!)
  if (text === '' || isOverLong(text, query)) return { text: query }
  const logProbability = bare === whole ? lineLogProbability(answer.tokens ?? []) : undefined
  return { text, ...(logProbability === undefined ? {} : { logProbability }) }
}

/** A correction joins, splits and mends words; an answer that doubles the query is an explanation. */
function isOverLong(text: string, query: string): boolean {
  const length = [...query].length
  return [...text].length > Math.max(2 * length, length + 24)
}

function lineLogProbability(tokens: NonNullable<Answer['tokens']>): number | undefined {
  if (tokens.length === 0) return undefined
  let text = ''
  let total = 0
  for (const token of tokens) {
    total += token.logProbability
    text += token.text
    if (firstLine.test(text)) break
  }
  return Number.isFinite(total) && total <= 0 ? total : undefined
}
