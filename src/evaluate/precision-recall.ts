import { operates, tallyAt } from './operating-map.ts'
import type { Outcome } from './outcome.ts'
import { precision, recall, share } from './rates.ts'

/** Had the system rewritten from `at` on. */
export interface CurvePoint {
  readonly at: number
  /** In [0, 1]. */
  readonly precision: number
  readonly recall: number
}

const most = 60

/**
 * One point for each different confidence at which something is rewritten, highest first; evenly thinned to 60, the first and
 * the last among them. Empty where no confidence decides, or nothing is misspelled.
 */
export function precisionRecallCurve(outcomes: readonly Outcome[]): readonly CurvePoint[] {
  const confidences = [...new Set(outcomes.filter(operates).map(({ answer }) => answer.confidence))].toSorted(
    (a, b) => b - a,
  )
  const points = thinned(confidences, most).map((at) => {
    const tally = tallyAt(outcomes, at)
    return { at, precision: share(precision(tally)), recall: share(recall(tally)) }
  })
  return points.some(({ recall: found }) => Number.isNaN(found)) ? [] : points
}

function thinned<Item>(items: readonly Item[], limit: number): readonly Item[] {
  if (items.length <= limit) return items
  return Array.from({ length: limit }, (_, i) => items[Math.round((i * (items.length - 1)) / (limit - 1))]!)
}
