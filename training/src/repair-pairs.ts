import { fold } from '../../src/speller/normalise.ts'
import { tsv } from './corpora.ts'
import type { WeightedPair } from './learn-table.ts'

/** A repair that a shopper made counts as a misspelling of TOEFL-Spell does: both come as often as people make them. */
const repairWeight = 4

/**
 * Slips of `repairs.tsv`, as `npm run query-log` writes it, that are words of the letters a to z: each weighs 4 times its count, and all of
 * them together at most as much as `others`, so that a long log cannot outweigh the lists. Throws on a line without a count, naming it.
 */
export function repairPairs(file: string, others: readonly WeightedPair[]): WeightedPair[] {
  const pairs = tsv(file)
    .map(([typed, repaired, count], i) => {
      if (repaired === undefined || !/^[1-9]\d*$/.test(count ?? ''))
        throw new Error(`${file}:${i + 2}: expected typed, repaired and count, as npm run query-log writes them`)
      return { typed: fold(typed!), intended: fold(repaired), weight: repairWeight * Number(count) }
    })
    .filter(({ typed, intended }) => /^[a-z]+$/.test(typed) && /^[a-z]+$/.test(intended))
  const scale = Math.min(1, totalOf(others) / totalOf(pairs))
  return pairs.map((pair) => ({ ...pair, weight: pair.weight * scale }))
}

const totalOf = (pairs: readonly WeightedPair[]) => pairs.reduce((sum, { weight }) => sum + weight, 0)
