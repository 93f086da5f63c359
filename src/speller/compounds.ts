import { spaceCosts } from './channel.ts'
import { isExact } from './context.ts'
import type { Guard } from './guards.ts'
import { bigramForm } from './language-model.ts'
import type { Lookup } from './lookup.ts'
import { joined } from './normalise.ts'
import type { Candidate, Query, Reading } from './types.ts'

/** Shortest part, in code points: "g e" is a matter of taste. */
const minPart = 3
/** How many times more often than apart the catalog must write it as one term. */
export const minRatio = 3
/** Products that must write it so beside a change. */
const minCount = 20

export type CompoundFacts = Pick<Lookup, 'spans' | 'hits' | 'counts'>

/**
 * A candidate that changes the query also writes as one what the catalog writes as one ("wall paper" beside a mended word). By itself
 * that is no reason to touch a query; where it is touched anyway, its shopper gets the shop's spelling. Nothing that the guards
 * refuse, and no brand of two terms. The typed query itself stays.
 */
export function withCompounds(
  query: Query,
  candidate: Candidate,
  lookup: CompoundFacts,
  refuses: (readings: readonly Reading[]) => Guard | undefined,
): Candidate {
  if (candidate.text === query.text) return candidate
  const readings = joinedAsSold(candidate.readings, lookup, refuses, minCount)
  return readings === candidate.readings
    ? candidate
    : { ...candidate, readings, text: readings.flatMap((reading) => reading.terms).join(' ') }
}

/** Readings, with neighbours as one where at least `least` products write them as one; the same where none is. */
export function joinedAsSold(
  given: readonly Reading[],
  lookup: CompoundFacts,
  refuses: (readings: readonly Reading[]) => Guard | undefined,
  least: number,
): readonly Reading[] {
  let readings = given
  for (let at = 0; at + 1 < readings.length; at++) {
    const term = compoundOf(readings[at]!, readings[at + 1]!, lookup, least)
    if (term === undefined) continue
    const [left, right] = [readings[at]!, readings[at + 1]!]
    const cost = left.cost + right.cost + spaceCosts.wordCombination
    const tried = readings.toSpliced(at, 2, { from: left.from, to: right.to, terms: [term], cost })
    if (refuses(tried) === undefined) readings = tried
  }
  return readings
}

/** The one term that the catalog has for two neighbours of one term each; undefined where it has none. */
function compoundOf(
  left: Reading,
  right: Reading,
  { spans, hits, counts }: CompoundFacts,
  least: number,
): string | undefined {
  const parts = [left, right].map(({ from, to, terms }) => (to === from + 1 && terms.length === 1 ? terms[0]! : ''))
  if (parts.some((part) => [...part].length < minPart)) return undefined
  // frozen terms are in no span
  const s = spans.findIndex((span) => span.from === left.from && span.to === right.to)
  const found = hits[s] ?? []
  if (found.some((hit) => hit.name.kind === 'brand' && isExact(spans[s]!, hit))) return undefined
  const form = joined(parts.join(' '))
  const count = found.find((hit) => hit.name.form === form)?.name.count ?? 0
  return count >= least && count > minRatio * counts.count(bigramForm(parts[0]!, parts[1]!)) ? form : undefined
}
