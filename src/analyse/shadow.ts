import { comparable } from '../evaluate/gold.ts'
import type { System } from '../evaluate/system.ts'
import type { LoggedDecision } from '../speller/types.ts'

/** A query as shoppers asked it, and how often. */
export interface AskedQuery {
  readonly query: string
  readonly locale?: string
  n: number
}

/** A query that the candidate would treat otherwise. */
export interface ShadowChange extends AskedQuery {
  /** What each would do: the verdict, and the best reading. */
  readonly current: string
  readonly candidate: string
}

export interface ShadowReplay {
  /** Different queries that were asked again. */
  readonly queries: number
  /** Decisions that stand behind them. */
  readonly decisions: number
  /** The most frequent first. */
  readonly changes: readonly ShadowChange[]
}

/** The different queries of the decisions, the most frequent `limit` of them. */
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

/** Asks both systems; nothing of it is logged. */
export async function replay(asked: readonly AskedQuery[], current: System, candidate: System): Promise<ShadowReplay> {
  const changes: ShadowChange[] = []
  for (const query of asked) {
    const said = async (system: System) => {
      const { verdict, corrected } = await system.answer(query.query, query.locale)
      return verdict === 'keep' ? 'keep' : `${verdict} ${corrected}`
    }
    const [before, after] = [await said(current), await said(candidate)]
    if (before !== after) changes.push({ ...query, current: before, candidate: after })
  }
  return { queries: asked.length, decisions: asked.reduce((sum, { n }) => sum + n, 0), changes }
}
