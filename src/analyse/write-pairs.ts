import { countBucket } from '../speller/context.ts'
import { normalise } from '../speller/normalise.ts'
import { renderMessages, type Prompt } from '../speller/prompt.ts'
import type { TrainingPair } from './training-pairs.ts'

/**
 * A line of a shard for `training/train.py`, without its end; undefined where the kinds and counts of the names were not logged, since
 * the model would learn from wrong ones.
 */
export function exampleLine({ query, meant, source, names, previous }: TrainingPair): string | undefined {
  if (names.some(({ detail }) => detail === undefined)) return undefined
  const n = names.map(({ text, detail }) => [
    detail!.kind === 'brand' ? 'b' : 't',
    countBucket(detail!.count),
    normalise(text),
  ])
  return JSON.stringify({ q: query, t: meant, n, s: source, ...(previous.length === 0 ? {} : { p: previous }) })
}

/** A conversation of one question, a system message before it where the prompt has one, and its answer, as chat models are fine-tuned with: the prompt that is asked when serving. */
export function chatLine(
  { query, meant, names }: Pick<TrainingPair, 'query' | 'meant' | 'names'>,
  prompt: Prompt,
): string {
  const asked = renderMessages(
    prompt,
    query,
    names.map(({ text }) => text),
  )
  return JSON.stringify({ messages: [...asked, { role: 'assistant', content: meant }] })
}
