import { groundsOf, type HeadAnswer, type HeadChange, type HeadEntry } from '../speller/head.ts'
import { normalise, parseQuery } from '../speller/normalise.ts'
import type { CatalogIndex } from '../speller/ports.ts'
import type { Decision, Query } from '../speller/types.ts'

/**
 * The entry for a query on which two decisions differ in what a shopper would see; undefined where they do not. The catalog must be
 * the one that both were made over. Fails as the index does.
 */
export async function headEntryOf(
  slow: Decision,
  fast: Decision,
  index: CatalogIndex,
  locale: string | undefined,
): Promise<HeadEntry | undefined> {
  const query = parseQuery(slow.query)
  const answers = { slow: answerOf(query, slow), fast: answerOf(query, fast) }
  if (shown(answers.slow) === shown(answers.fast)) return undefined
  const { near, grounds } = await groundsOf(query, answers, index, locale)
  return {
    query: query.text,
    ...(locale === undefined ? {} : { locale }),
    ...answers,
    catalog: slow.catalog,
    near,
    grounds,
  }
}

function answerOf(query: Query, { verdict, reason, confidence, model, edits }: Decision): HeadAnswer {
  const changes = edits.map(({ start, end, to }): HeadChange => {
    const from = query.terms.findIndex((term) => term.start === start)
    const last = query.terms.findIndex((term) => term.end === end)
    return { from, to: last + 1, terms: normalise(to).split(' ') }
  })
  return { verdict, reason, confidence, model, changes }
}

function shown({ verdict, changes }: HeadAnswer): string {
  return verdict === 'keep' ? verdict : JSON.stringify([verdict, changes])
}
