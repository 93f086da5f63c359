import { normalise } from '../speller/normalise.ts'
import { repairedTerms, type RepairedTerm } from './repaired-prefixes.ts'
import type { LoggedSearch } from './read-query-log.ts'
import { SessionPartitions } from './session-partitions.ts'

/** What a query log gives to the other commands; each list in a fixed order, whatever that of the log. */
export interface QueryLogYield {
  readonly searches: number
  /** Normalised queries with their popularity, the most popular first. */
  readonly queries: readonly { readonly query: string; readonly count: number }[]
  /** How often each slip was repaired, the most frequent first. */
  readonly repairs: readonly (RepairedTerm & { readonly count: number })[]
  /** A query and the next other one of its session. */
  readonly sessions: readonly { readonly previous: string; readonly query: string; readonly count: number }[]
}

/** Later searches belong to another intention. */
const sessionGapMs = 30 * 60_000

/** Searches of sessions that lie in memory at once. */
const heldSearches = 100_000

/**
 * Collects queries, slips and sessions. Queries that fewer than `minCount` searches share are left out of queries and sessions, for what few
 * type may say who they are. Holds in memory what it gives, and at most `held` searches of sessions or one session in 256: the rest lies in
 * temporary files meanwhile.
 */
export async function collectQueryLog(
  searches: AsyncIterable<LoggedSearch>,
  minCount: number,
  held = heldSearches,
): Promise<QueryLogYield> {
  const sessions = new SessionPartitions(held)
  try {
    return await collect(searches, minCount, sessions)
  } finally {
    await sessions.close()
  }
}

async function collect(
  searches: AsyncIterable<LoggedSearch>,
  minCount: number,
  sessions: SessionPartitions,
): Promise<QueryLogYield> {
  // Only of those that enough searches share: each row says how many do, so that a row of a query decides it, and by far the most queries
  // of a long log are never held.
  const popularity = new Map<string, number>()
  const repairs = new Map<string, number>()
  let total = 0
  for await (const { sessionId, prefixes, finalTerm, time, popularity: count } of searches) {
    total++
    for (const { typed, repaired } of repairedTerms(prefixes, finalTerm)) add(repairs, `${typed}\t${repaired}`)
    const query = normalise(finalTerm)
    if (query === '') continue
    if (count >= minCount) popularity.set(query, Math.max(count, popularity.get(query) ?? 0))
    await sessions.add(sessionId, { query, time })
  }
  const pairs = new Map<string, number>()
  for await (const unordered of sessions.sessions()) {
    const session = unordered.toSorted((a, b) => a.time - b.time)
    session.slice(1).forEach(({ query, time }, i) => {
      const previous = session[i]!
      // a time that is not known never comes soon after another
      const isSoon = time - previous.time <= sessionGapMs
      if (isSoon && previous.query !== query && popularity.has(query) && popularity.has(previous.query))
        add(pairs, `${previous.query}\t${query}`)
    })
  }
  return {
    searches: total,
    queries: ranked(popularity).map(([query, count]) => ({ query, count })),
    repairs: ranked(repairs).map(([key, count]) => {
      const [typed, repaired] = key.split('\t') as [string, string]
      return { typed, repaired, count }
    }),
    sessions: ranked(pairs).map(([key, count]) => {
      const [previous, query] = key.split('\t') as [string, string]
      return { previous, query, count }
    }),
  }
}

function add(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1)
}

function ranked(counts: ReadonlyMap<string, number>): readonly (readonly [string, number])[] {
  return [...counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))
}
