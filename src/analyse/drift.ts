import { estimateRate } from '../evaluate/estimate.ts'
import type { Rate } from '../evaluate/rates.ts'
import type { RateEstimate } from '../evaluate/report.ts'
import { criticalValue } from './false-discovery.ts'
import { fisherExact } from './fisher.ts'

/** A share in the period and in the one before. */
export interface Drift {
  readonly now: RateEstimate
  readonly before: RateEstimate
  /** That both are draws of one share, by Fisher's exact test; null where one of the periods observed nothing. */
  readonly p: number | null
}

/** Of the drifts that are marked, this share may be chance. */
const falseShare = 0.05

/** Compares shares, and remembers how often: with many comparisons some are small by chance. */
export function createDrifts() {
  const pValues: number[] = []
  return {
    compare(now: Rate, before: Rate): Drift {
      const p = now.n > 0 && before.n > 0 ? fisherExact(now, before) : null
      if (p !== null) pValues.push(p)
      return { now: estimateRate(now), before: estimateRate(before), p }
    },
    /** How many were compared, and up to which p-value one is to be marked. */
    summary: () => ({ comparisons: pValues.length, significantAt: criticalValue(pValues, falseShare) }),
  }
}

export type Drifts = ReturnType<typeof createDrifts>
