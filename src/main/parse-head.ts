import { z } from 'zod'
import { SpellerError } from '../speller/errors.ts'
import { compileHead, headKey, type HeadChange, type HeadEntry, type HeadTable } from '../speller/head.ts'
import { normalise } from '../speller/normalise.ts'

/** What a person thinks of an entry. Only accepted ones are served. */
export const reviews = ['open', 'accepted', 'refused'] as const
export type Review = (typeof reviews)[number]

/** An entry of the file. */
export interface ReviewedEntry extends HeadEntry {
  readonly review: Review
  /** How often the query was asked, where it was counted; at least 1. */
  readonly searches: number
}

const terms = z.array(z.string().min(1)).min(1)
const answerSchema = z.strictObject({
  verdict: z.enum(['keep', 'suggest', 'rewrite']),
  /** The best reading of the whole query, for whoever reviews. */
  corrected: z.string(),
  reason: z.string(),
  confidence: z.number().min(0).max(1),
  model: z.string(),
  changes: z.array(z.strictObject({ from: z.int().min(0), to: z.int().min(1), terms })),
})
const entrySchema = z.strictObject({
  review: z.enum(reviews),
  query: z.string().min(1),
  locale: z.string().optional(),
  searches: z.int().min(1),
  slow: answerSchema,
  fast: answerSchema,
  catalog: z.string().min(1),
  near: z.array(z.string()),
  grounds: z.array(z.string()),
})

/** One JSON object a line. The inverse of `readHead`. */
export function writeHead(entries: readonly ReviewedEntry[]): string {
  return entries.map((entry) => `${lineOf(entry)}\n`).join('')
}

/** In the order in which a person reads it. */
export function lineOf({ review, query, locale, searches, slow, fast, catalog, near, grounds }: ReviewedEntry): string {
  const shown = (answer: HeadEntry['slow']) => {
    const { verdict, reason, confidence, model, changes } = answer
    return { verdict, corrected: readingOf(query, changes), reason, confidence, model, changes }
  }
  const key = locale === undefined ? { query } : { query, locale }
  return JSON.stringify({ review, ...key, searches, slow: shown(slow), fast: shown(fast), catalog, near, grounds })
}

/**
 * Reads the entries. What cannot be true of one fails with `config_invalid`, naming file, line and field: an unknown review, changes
 * that do not make the correction beside them, two entries for one query.
 */
export function readHead(file: string, content: string): ReviewedEntry[] {
  const seen = new Map<string, number>()
  return content.split('\n').flatMap((text, i) => {
    if (text.trim() === '') return []
    const refuse = (message: string, cause?: unknown) =>
      new SpellerError('config_invalid', `${file}:${i + 1}: ${message}`, { cause })
    let value: unknown
    try {
      value = JSON.parse(text)
    } catch (cause) {
      throw refuse('not a JSON object', cause)
    }
    const parsed = entrySchema.safeParse(value)
    if (!parsed.success) {
      const issue = parsed.error.issues[0]!
      throw refuse(`${issue.path.join('.') || 'entry'}: ${issue.message}`, parsed.error)
    }
    const entry = parsed.data
    if (normalise(entry.query) !== entry.query) throw refuse(`query: not normalised, that is ${normalise(entry.query)}`)
    for (const field of ['slow', 'fast'] as const) {
      const { changes, corrected } = entry[field]
      const made = isInOrder(changes, entry.query.split(' ').length) ? readingOf(entry.query, changes) : undefined
      if (made !== corrected)
        throw refuse(`${field}.corrected: the changes do not make it; edit no more than the review`)
    }
    const former = seen.get(headKey(keyOf(entry)))
    if (former !== undefined) throw refuse(`query: has an entry in line ${former} already`)
    seen.set(headKey(keyOf(entry)), i + 1)
    return [entry as unknown as ReviewedEntry]
  })
}

/** The accepted entries of a file's text, for the speller; of undefined, where there is no file: none. Fails as `readHead`. */
export function parseHead(file: string, text: string | undefined): HeadTable {
  const entries = text === undefined ? [] : readHead(file, text)
  return compileHead(entries.filter(({ review }) => review === 'accepted'))
}

function keyOf({ query, locale }: { query: string; locale?: string | undefined }) {
  return locale === undefined ? { query } : { query, locale }
}

function isInOrder(changes: readonly HeadChange[], length: number): boolean {
  return changes.every(({ from, to }, c) => from < to && to <= length && from >= (changes[c - 1]?.to ?? 0))
}

/** The query with the changes, which are in order. */
export function readingOf(query: string, changes: readonly HeadChange[]): string {
  const typed = query.split(' ')
  const last = changes.at(-1)?.to ?? 0
  const read = changes.flatMap(({ from, terms: own }, c) => [...typed.slice(changes[c - 1]?.to ?? 0, from), ...own])
  return [...read, ...typed.slice(last)].join(' ')
}
