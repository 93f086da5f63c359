import { fScore } from './f-score.ts'
import { cleanCount, misspelledCount, type Tally } from './outcome.ts'
import { falseCorrectionRate, recall, share } from './rates.ts'

/**
 * Queries set right less queries broken, of 1,000 of which `misspelledShare` (in [0, 1]) are misspelled. In [-1000, 1000];
 * below 0 the system does harm. NaN unless the set has both correct and misspelled queries.
 */
export function netFixesPer1000(tally: Tally, misspelledShare: number): number {
  const fixedRate = share(recall(tally))
  return 1000 * (fixedRate * misspelledShare - share(falseCorrectionRate(tally)) * (1 - misspelledShare))
}

/** F0.5 where `misspelledShare` of the queries are misspelled, whatever their share in the set. NaN as above. */
export function f05AtShare(tally: Tally, misspelledShare: number): number {
  const clean = cleanCount(tally)
  const misspelled = misspelledCount(tally)
  if (clean === 0 || misspelled === 0) return NaN
  const perClean = (1 - misspelledShare) / clean
  const perMisspelled = misspelledShare / misspelled
  const toGold = tally.fixed * perMisspelled + tally.rephrased * perClean
  const changed = toGold + tally.miscorrected * perMisspelled + tally.broken * perClean
  return fScore(changed === 0 ? NaN : toGold / changed, share(recall(tally)), 0.5)
}
