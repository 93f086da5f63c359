import { comparable } from './gold.ts'
import { fateOf, isMisspelled, tallyOf, type Outcome, type Tally } from './outcome.ts'
import type { Thresholds } from './system.ts'

/** From 0 in steps of 0.05, finer near 1, where right queries are most often spared. */
const listedPoints: readonly number[] = [
  ...Array.from({ length: 19 }, (_, i) => i / 20),
  ...[0.925, 0.95, 0.96, 0.97, 0.98, 0.99],
]

/** Thresholds of the map, rising, that in force among them. */
export function operatingPoints(inForce?: number): readonly number[] {
  if (inForce === undefined || listedPoints.includes(inForce)) return listedPoints
  return [...listedPoints, inForce].sort((a, b) => a - b)
}

/** In steps of 0.02 over the whole range. */
const curveSteps = Array.from({ length: 51 }, (_, i) => i / 50)

/** True for an outcome that some threshold would rewrite: another text, held back by no rule. */
export function operates({ gold, answer }: Outcome): boolean {
  return !answer.isHeld && answer.confidence >= 0 && comparable(answer.corrected) !== comparable(gold.query)
}

/**
 * What would have become of the queries had the system rewritten at `rewriteAt`: its best reading is searched wherever its
 * confidence reaches that and no rule holds it back, else the query.
 */
export function tallyAt(outcomes: readonly Outcome[], rewriteAt: number): Tally {
  return tallyOf(
    outcomes.map(({ gold, answer }) => {
      const isRewritten = answer.confidence >= rewriteAt && !answer.isHeld
      const searched = isRewritten ? answer.corrected : gold.query
      return fateOf(comparable(gold.query), gold.golds.map(comparable), comparable(searched))
    }),
  )
}

export interface VerdictCounts {
  readonly verdict: 'keep' | 'suggest' | 'rewrite'
  /** Queries that are right as typed. */
  readonly clean: number
  /** Misspelled ones whose best reading is a gold, and the others. */
  readonly right: number
  readonly wrong: number
}

/** How many corrections have at least a confidence: shown or made, whichever threshold stands below it. */
export interface OperatingStep {
  readonly at: number
  /** Misspelled queries brought to a gold, and to another text; right queries changed into no gold. */
  readonly fixed: number
  readonly miscorrected: number
  readonly broken: number
}

export interface Operation {
  readonly thresholds: Thresholds
  /** As it was decided. */
  readonly verdicts: readonly VerdictCounts[]
  readonly steps: readonly OperatingStep[]
}

export function operationOf(outcomes: readonly Outcome[], thresholds: Thresholds): Operation {
  return {
    thresholds,
    verdicts: (['keep', 'suggest', 'rewrite'] as const).map((verdict) => {
      const own = outcomes.filter(({ answer }) => answer.verdict === verdict)
      const right = own.filter((outcome) => isMisspelled(outcome.fate) && outcome.isBestReadingExact).length
      const misspelled = own.filter(({ fate }) => isMisspelled(fate)).length
      return { verdict, clean: own.length - misspelled, right, wrong: misspelled - right }
    }),
    steps: curveSteps.map((at) => {
      const { fixed, miscorrected, broken } = tallyAt(outcomes, at)
      return { at, fixed, miscorrected, broken }
    }),
  }
}
