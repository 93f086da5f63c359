import { comparable } from '../evaluate/gold.ts'
import type { LoggedDecision } from '../speller/types.ts'

/** A query as shoppers asked it, and how often. */
export interface AskedQuery {
  readonly query: string
  readonly locale?: string
  n: number
}

/** The different queries of the decisions, however they were asked, the most frequent `limit` of them. */
export async function askedQueries(
  decisions: AsyncIterable<LoggedDecision>,
  limit: number,
): Promise<readonly AskedQuery[]> {
  const asked = new Map<string, AskedQuery>()
  for await (const { record } of decisions) {
    const { query, locale } = record
    const key = `${locale ?? ''}\t${comparable(query)}`
    const found = asked.get(key)
    if (found) found.n++
    else asked.set(key, { query, n: 1, ...(locale === undefined ? {} : { locale }) })
  }
  return [...asked]
    .sort(([a, { n }], [b, { n: m }]) => m - n || (a < b ? -1 : 1))
    .slice(0, limit)
    .map(([, query]) => query)
}
