import { comparable } from './gold.ts'
import { fateOf, tallyOf, type Outcome, type Tally } from './outcome.ts'

/** From 0.5 in steps of 0.05, finer near 1, where most of the trade lies. */
export const operatingPoints: readonly number[] = [
  0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.925, 0.95, 0.96, 0.97, 0.98, 0.99,
]

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
