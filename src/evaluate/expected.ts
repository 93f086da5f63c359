import { comparable } from './gold.ts'
import { fScore } from './f-score.ts'
import type { Outcome } from './outcome.ts'
import type { Row } from './posterior-means.ts'
import type { SpellingCandidate } from './system.ts'

/** In [0, 1]; higher is better. */
export interface Expected {
  readonly precision: number
  readonly recall: number
  /** Harmonic mean; 0 when both are 0. */
  readonly f1: number
}

/**
 * Expected precision, recall and F1 over queries with several right spellings, as in the Speller Challenge (Wang and Pedersen
 * 2011): precision is the mean probability that a candidate drawn for a query is right, recall the mean share of the right
 * spellings that are among the candidates. Counts are divided once, so recall is exact to rounding. NaN without queries.
 */
export function expectedOf(outcomes: readonly Outcome[]): Expected {
  const terms = outcomes.map(expectedTerm)
  /** Right spellings that were found, by how many there are. */
  const found = new Map<number, number>()
  for (const { hits, size } of terms) found.set(size, (found.get(size) ?? 0) + hits)
  const precision = sum(terms.map((term) => term.precision)) / outcomes.length
  const recall = sum([...found].map(([size, hits]) => hits / size)) / outcomes.length
  return { precision, recall, f1: fScore(precision, recall, 1) }
}

/** What one query adds: the probability of its right candidates, and how many of its right spellings are among them. */
export function expectedTerm({ gold, answer }: Outcome): {
  readonly precision: number
  readonly hits: number
  readonly size: number
} {
  const right = new Set(gold.golds.map(comparable))
  const candidates = candidatesOf(answer.candidates ?? [{ text: answer.corrected, probability: 1 }])
  return {
    precision: sum([...candidates].filter(([text]) => right.has(text)).map(([, probability]) => probability)),
    hits: [...right].filter((text) => candidates.has(text)).length,
    size: right.size,
  }
}

/** Precision and recall of one query. */
export function expectedRow(outcome: Outcome): Row {
  const { precision, hits, size } = expectedTerm(outcome)
  return [precision, hits / size]
}

/** The least and the most that a query adds. */
export const expectedEnds: readonly Row[] = [
  [0, 0],
  [1, 1],
]

/** Of mean precision and mean recall. */
export function expectedF1([precision, recall]: Row): number {
  return fScore(precision!, recall!, 1)
}

/** Comparable texts, each once, with probabilities scaled to sum to 1. */
function candidatesOf(candidates: readonly SpellingCandidate[]): ReadonlyMap<string, number> {
  const merged = new Map<string, number>()
  for (const { text, probability } of candidates) {
    const key = comparable(text)
    merged.set(key, (merged.get(key) ?? 0) + probability)
  }
  const total = sum([...merged.values()])
  return new Map([...merged].map(([text, own]) => [text, total === 0 ? 1 / merged.size : own / total]))
}

/** Without the loss of adding small to large. Neumaier 1974. */
function sum(values: readonly number[]): number {
  let total = 0
  let lost = 0
  for (const value of values) {
    const next = total + value
    lost += Math.abs(total) >= Math.abs(value) ? total - next + value : value - next + total
    total = next
  }
  return total + lost
}
