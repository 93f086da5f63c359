import { codePoints, osaDistanceOfCodes } from '../../speller/edit-distance.ts'
import { joined } from '../../speller/normalise.ts'
import type { TextVectors } from '../../speller/ports.ts'
import { maxHitEdits } from '../../speller/rank-hits.ts'
import type { Hit, Name } from '../../speller/types.ts'
import { compareByScore } from './bm25.ts'
import type { EmbeddedIndex } from './embedded-search.ts'
import type { NameVectors } from './embedded-vectors.ts'
import { leastLikeness, likenessOf, meanLikeness } from './max-sim.ts'
import { topBy } from './top.ts'

export interface LateOptions {
  /** Centroids whose names are looked at, for each vector of a span. */
  readonly probes?: number
  /** Names that are scored exactly, at least; more where too few of these may be shown. */
  readonly pool?: number
}

/** As served. */
export const lateDefaults = { probes: 8, pool: 2048 } as const

/**
 * Searches by MaxSim over vectors: names near the centroids that are nearest to a span's vectors, first scored by these centroids,
 * then the best of them exactly. For a vector of the span whose probed centroids a name does not meet, it is taken to be as near
 * as the last of these. All centroids and a pool of all names make the search exhaustive.
 */
export function createLateSearch(
  index: EmbeddedIndex,
  names: NameVectors,
  { probes = lateDefaults.probes, pool: leastPool = lateDefaults.pool }: LateOptions = {},
): EmbeddedIndex['search'] {
  const { centroids, centroidAt, centroidNames } = names
  const { dimension } = names.header
  const centroidTotal = centroids.length / dimension
  const scores = new Float32Array(index.header.names)
  const seenBy = new Uint32Array(index.header.names)
  const likenesses = new Float32Array(centroidTotal)
  const allCentroids = Array.from({ length: centroidTotal }, (_, k) => k)
  let round = 0

  /** Names that share a probed centroid with the span, by what it adds to the least that any of them can have. */
  const byCentroids = (span: TextVectors): number[] => {
    const touched: number[] = []
    for (let at = 0; at < span.length; at += dimension) {
      round++
      for (let k = 0; k < centroidTotal; k++)
        likenesses[k] = Math.max(0, likenessOf(span, at, centroids, k * dimension, dimension))
      const probed = topBy(allCentroids, likenesses, probes).sort((a, b) => likenesses[b]! - likenesses[a]!)
      const imputed = likenesses[probed.at(-1) ?? 0] ?? 0
      for (const k of probed) {
        // a floor above 0 keeps names that only meet the last centroid among the touched
        const more = likenesses[k]! - imputed + 1e-6
        for (let p = centroidAt[k]!; p < centroidAt[k + 1]!; p++) {
          const name = centroidNames[p]!
          if (seenBy[name] === round) continue
          seenBy[name] = round
          if (scores[name] === 0) touched.push(name)
          scores[name]! += more
        }
      }
    }
    return touched
  }

  /** Names by their exact score, best first; those that are no hits left out. */
  const scored = (
    pool: readonly number[],
    spanVectors: TextVectors,
  ): readonly (readonly [name: number, score: number])[] =>
    [...pool]
      // as they lie in the file
      .sort((a, b) => a - b)
      .map((at) => [at, meanLikeness(spanVectors, names.vectorsOf(at), dimension)] as const)
      .filter(([, score]) => score >= leastLikeness)
      .sort(([, a], [, b]) => b - a)

  /** The first of them that are wanted, at least `limit` where there are so many, and all that score as the last. Reads no others. */
  const bestOf = (
    names: ReturnType<typeof scored>,
    limit: number,
    isWanted: (name: Name) => boolean,
    codes: Uint32Array,
  ): Hit[] => {
    const hits: Hit[] = []
    for (const [at, likeness] of names) {
      const score = Math.min(0.999, likeness)
      if (hits.length >= limit && score < hits.at(-1)!.score) break
      const name = index.nameAt(at)
      if (!isWanted(name)) continue
      const edits = osaDistanceOfCodes(codes, codePoints(joined(name.form)), maxHitEdits)
      hits.push({ name, edits, score })
    }
    return hits
  }

  return (span, limit, locale, { hidden, vectors: spanVectors } = {}) => {
    if (span === '' || limit < 1) return []
    const exact = index.search(span, limit, locale, hidden ? { hidden } : {}).filter(({ edits }) => edits === 0)
    if (spanVectors === undefined || spanVectors.length === 0) return exact
    const isExact = new Set(exact.map(({ name }) => `${name.locale ?? ''}\t${name.form}`))
    const isWanted = (name: Name) =>
      (locale === undefined || name.locale === undefined || name.locale === locale) &&
      !isExact.has(`${name.locale ?? ''}\t${name.form}`) &&
      hidden?.(name) !== true
    const touched = byCentroids(spanVectors)
    const codes = codePoints(joined(span))
    let hits: Hit[] = []
    // names that may not be shown are met only when they are read, so more are scored until there are enough
    for (let pool = leastPool; ; pool *= 4) {
      hits = bestOf(scored(topBy(touched, scores, pool), spanVectors), limit, isWanted, codes)
      if (hits.length >= limit || pool >= touched.length) break
    }
    for (const at of touched) scores[at] = 0
    return [...exact, ...hits].sort(compareByScore).slice(0, limit)
  }
}
