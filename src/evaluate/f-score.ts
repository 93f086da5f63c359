import type { Tally } from './outcome.ts'
import { precision, recall, share } from './rates.ts'

/**
 * Weighted harmonic mean of precision and recall; beta below 1 leans towards precision. In [0, 1]; 0 when nothing was
 * changed; NaN when there was nothing to correct. van Rijsbergen 1979.
 */
export function fScore(precisionShare: number, recallShare: number, beta: number): number {
  if (Number.isNaN(recallShare)) return NaN
  if (Number.isNaN(precisionShare) || precisionShare + recallShare === 0) return 0
  const weight = beta * beta
  return ((1 + weight) * precisionShare * recallShare) / (weight * precisionShare + recallShare)
}

/** F0.5, as in grammatical error correction, where a wrong change costs more than a missed one. Ng et al. 2014 (CoNLL). */
export function f05(tally: Tally): number {
  return fScore(share(precision(tally)), share(recall(tally)), 0.5)
}
