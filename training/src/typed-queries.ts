import { type Corpora, noiseFacts } from './made-up-shops.ts'
import { misspellQuery } from './noise.ts'
import { type CleanQuery, drawQuery, holdsSlip } from './queries.ts'
import type { Random } from './random.ts'
import type { Shop } from './shops.ts'

/** Weights of the sources of right queries: title, uncarried brand, real query, vocabulary word mixed in. */
export type SourceWeights = readonly [title: number, uncarried: number, query: number, vocabulary: number]

/** Which queries are drawn: the share of right ones, and where right and misspelled ones come from. */
export interface QueryMix {
  readonly cleanShare: number
  readonly clean: SourceWeights
  readonly misspelled: SourceWeights
}

export interface TypedQuery {
  readonly query: CleanQuery
  /** As meant and as typed; equal for a right query. */
  readonly right: string
  readonly typed: string
  /** Kind of error and source, such as "spelling_title"; "clean_title" for a right query. */
  readonly slice: string
}

/** A query as somebody types it in this shop; undefined where the draw gives none, or one that cannot be misspelled as drawn. */
export function drawTyped(shop: Shop, corpora: Corpora, mix: QueryMix, random: Random): TypedQuery | undefined {
  const clean = random.chance(mix.cleanShare)
  const query = drawQuery(shop, corpora.sources, random, clean ? mix.clean : mix.misspelled)
  if (!query || holdsSlip(query, shop, corpora.sources)) return undefined
  return typeQuery(query, clean, shop, corpora, random)
}

/** This query as meant or misspelled; undefined where it cannot be misspelled as drawn. */
export function typeQuery(
  query: CleanQuery,
  isClean: boolean,
  shop: Shop,
  corpora: Corpora,
  random: Random,
): TypedQuery | undefined {
  const right = query.terms.join(' ')
  if (isClean) return { query, right, typed: right, slice: `clean_${query.source}` }
  const noisy = misspellQuery(query.terms, noiseFacts(shop, corpora, random), random, query.brandAt)
  return noisy && { query, right, typed: noisy.text, slice: `${noisy.kind}_${query.source}` }
}
