import { comparable } from '../evaluate/gold.ts'
import type { System } from '../evaluate/system.ts'
import { hasEnoughResults } from '../speller/decide.ts'
import { fnv1a } from '../speller/hash.ts'
import { normalise } from '../speller/normalise.ts'
import type { CorrectOptions, DecisionRecord, LoggedDecision } from '../speller/types.ts'

/** A request as shoppers' searches made it, and how often. */
export interface AskedRequest {
  readonly query: string
  /** But for the number of names: the log does not tell one that was asked for from that of the settings. */
  readonly options: Omit<CorrectOptions, 'k'>
  n: number
}

/** A request that the candidate would answer otherwise. */
export interface ShadowChange extends AskedRequest {
  /** What each would do: the verdict, and the best reading. */
  readonly current: string
  readonly candidate: string
}

export interface ShadowReplay {
  /** Different requests that were asked again. */
  readonly requests: number
  /** Decisions that stand behind them. */
  readonly decisions: number
  /** The most frequent first. */
  readonly changes: readonly ShadowChange[]
}

/**
 * The different requests of the decisions, the most frequent `limit` of them; of equally frequent ones a sample that is the same each
 * time. Requests are alike that no decision can tell apart: of the products that a query finds only whether there are none, and whether
 * they are enough.
 */
export async function askedRequests(
  decisions: AsyncIterable<LoggedDecision>,
  { limit, enoughResults }: { readonly limit: number; readonly enoughResults: number },
): Promise<readonly AskedRequest[]> {
  const asked = new Map<string, AskedRequest>()
  for await (const { record } of decisions) {
    const key = keyOf(record, enoughResults)
    const found = asked.get(key)
    if (found) found.n++
    else asked.set(key, { query: record.query, options: optionsOf(record), n: 1 })
  }
  // a session that came before makes most requests unique, and the first of the alphabet are no sample
  const sample = [...asked]
    .map(([key, request]) => ({ key, request, rank: fnv1a(key) }))
    .sort((a, b) => b.request.n - a.request.n || a.rank - b.rank || (a.key < b.key ? -1 : 1))
    .slice(0, limit)
  return sample.sort((a, b) => b.request.n - a.request.n || (a.key < b.key ? -1 : 1)).map(({ request }) => request)
}

function keyOf({ query, locale, mode, previous, hitCount }: DecisionRecord, enoughResults: number): string {
  const before = previous.map(normalise).filter((text) => text !== '')
  const results = [hitCount === 0, hitCount !== undefined && hasEnoughResults({ hitCount, enoughResults })]
  return JSON.stringify([comparable(query), locale ?? '', mode, results, before])
}

function optionsOf({ locale, mode, previous, hitCount }: DecisionRecord): AskedRequest['options'] {
  return {
    ...(locale === undefined ? {} : { locale }),
    ...(mode === 'auto' ? {} : { mode }),
    ...(previous.length === 0 ? {} : { previous }),
    ...(hitCount === undefined ? {} : { hitCount }),
  }
}

/** What the request said beside the query, as `mode suggest, after "running shoes"`; empty where that was nothing. */
export function described({ locale, mode, previous, hitCount }: AskedRequest['options']): string {
  return [
    ...(locale === undefined ? [] : [`locale ${locale}`]),
    ...(mode === undefined ? [] : [`mode ${mode}`]),
    ...(previous === undefined ? [] : [`after ${previous.map((text) => JSON.stringify(text)).join(', ')}`]),
    ...(hitCount === undefined ? [] : [`${hitCount} hits`]),
  ].join(', ')
}

/** Asks both systems as the requests did; nothing of it is logged. */
export async function replay(
  asked: readonly AskedRequest[],
  current: System,
  candidate: System,
): Promise<ShadowReplay> {
  const changes: ShadowChange[] = []
  for (const request of asked) {
    const { locale, ...options } = request.options
    const said = async (system: System) => {
      const { verdict, corrected } = await system.answer(request.query, locale, options)
      return verdict === 'keep' ? 'keep' : `${verdict} ${corrected}`
    }
    const [before, after] = [await said(current), await said(candidate)]
    if (before !== after) changes.push({ ...request, current: before, candidate: after })
  }
  return { requests: asked.length, decisions: asked.reduce((sum, { n }) => sum + n, 0), changes }
}
