import { normalise } from '../../src/speller/normalise.ts'
import { tsv } from './corpora.ts'
import type { Corpora } from './made-up-shops.ts'
import { holdsSlip } from './queries.ts'
import type { Random } from './random.ts'
import type { Shop } from './shops.ts'
import { typeQuery, type TypedQuery } from './typed-queries.ts'

/** A query that was searched, and the one of the same session before it. */
export interface SessionPair {
  readonly previous: string
  readonly query: string
}

export interface SessionPairs {
  readonly pairs: readonly SessionPair[]
  /** How often each was seen. */
  readonly counts: Float64Array
}

/** Reads `sessions.tsv` of `npm run query-log`; pairs of equal queries say nothing and are left out. Fails where no pair is left. */
export function readSessionPairs(file: string): SessionPairs {
  const rows = tsv(file)
    .map(([previous = '', query = '', count = '']) => ({
      previous: normalise(previous),
      query: normalise(query),
      count: Number(count),
    }))
    .filter(({ previous, query, count }) => previous !== '' && query !== '' && previous !== query && count > 0)
  if (rows.length === 0) throw new Error(`${file} holds no pair of queries; make it with npm run query-log`)
  return {
    pairs: rows.map(({ previous, query }) => ({ previous, query })),
    counts: Float64Array.from(rows, ({ count }) => count),
  }
}

/** A logged query as somebody types it in this shop, and what was searched before; drawn by count. Undefined as `drawTyped`. */
export function drawSession(
  { pairs, counts }: SessionPairs,
  shop: Shop,
  corpora: Corpora,
  cleanShare: number,
  random: Random,
): (TypedQuery & { readonly earlier: readonly string[] }) | undefined {
  const { previous, query } = pairs[random.weighted(counts)]!
  const clean = { terms: query.split(' '), brandAt: [], source: 'query' as const }
  if (holdsSlip(clean, shop, corpora.sources)) return undefined
  const typed = typeQuery(clean, random.chance(cleanShare), shop, corpora, random)
  return typed && { ...typed, earlier: [previous] }
}
