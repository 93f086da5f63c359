import { featureNames } from './feature-names.ts'
import { SpellerError } from './errors.ts'
import { scoresOf, type Trees } from './trees.ts'

interface Line {
  readonly slope: number
  readonly offset: number
}

/** Boosted trees over the features of a candidate; trained by `training/ranker.py`. */
export interface Ranker {
  readonly features: readonly string[]
  readonly trees: Trees
  /** Whose logits the scores of these trees are added to: boosting went on from it. Absent: the trees stand alone. */
  readonly base?: Ranker
  /** Divides the scores before the softmax; found on held-out noise. */
  readonly temperature: number
  /**
   * Lines on the log-odds that make probabilities match how often they are right, for the query as typed and for changes of
   * it; fitted on held-out noise (Platt 1999).
   */
  readonly calibration: { readonly keep: Line; readonly change: Line }
}

/** Throws SpellerError `model_invalid` when the ranker is not for this program's features. */
export function checkRanker(ranker: Ranker): Ranker {
  if (ranker.base) checkRanker(ranker.base)
  if (ranker.features.join() !== featureNames.join())
    throw new SpellerError('model_invalid', 'the ranker was trained on other features; restore it, or train it again')
  return ranker
}

/** Probability of each candidate among these candidates: shape [candidates], sums to 1. Empty for none. */
export function posterior(ranker: Ranker, features: readonly (readonly number[])[]): number[] {
  const scores = logits(ranker, features)
  const best = Math.max(...scores)
  const shares = scores.map((score) => Math.exp(score - best))
  const sum = shares.reduce((total, share) => total + share, 0)
  return shares.map((share) => share / sum)
}

/** Log of each candidate's share, up to what all candidates of its query have in common. */
function logits({ base, trees, temperature }: Ranker, features: readonly (readonly number[])[]): number[] {
  const before = base && logits(base, features)
  return scoresOf(trees, features).map((score, c) => ((before ? before[c]! : 0) + score) / temperature)
}

/** Probability, in [0, 1], that a candidate of this posterior is what was meant; leaves room for what no candidate reads. */
export function calibrated({ calibration }: Ranker, probability: number, isTyped: boolean): number {
  const { slope, offset } = isTyped ? calibration.keep : calibration.change
  const inside = Math.min(1 - 1e-6, Math.max(1e-6, probability))
  return 1 / (1 + Math.exp(-(slope * Math.log(inside / (1 - inside)) + offset)))
}
