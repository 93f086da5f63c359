import { featureNames } from './features.ts'
import { SpellerError } from './errors.ts'

interface Line {
  readonly slope: number
  readonly offset: number
}

/** One hidden layer of tanh units over the features, and a linear path beside it; trained by `training/ranker.py`. */
export interface RankerWeights {
  readonly features: readonly string[]
  /** Shape [features]. */
  readonly linear: readonly number[]
  /** Shape [hidden, features]. */
  readonly hidden: readonly (readonly number[])[]
  /** Shape [hidden]. */
  readonly bias: readonly number[]
  readonly out: readonly number[]
  /** Divides the scores before the softmax; found on held-out noise. */
  readonly temperature: number
  /**
   * Lines on the log-odds that make probabilities match how often they are right, for the query as typed and for changes of
   * it; fitted on held-out noise (Platt 1999).
   */
  readonly calibration: { readonly keep: Line; readonly change: Line }
}

/** Throws SpellerError `model_invalid` when the weights are not for this program's features. */
export function checkRanker(weights: RankerWeights): RankerWeights {
  if (weights.features.join() !== featureNames.join())
    throw new SpellerError(
      'model_invalid',
      'The ranker was trained on other features. Restore models/ranker.json or train it again.',
    )
  return weights
}

/** Probability of each candidate among these candidates: shape [candidates], sums to 1. Empty for none. */
export function posterior(weights: RankerWeights, features: readonly (readonly number[])[]): number[] {
  const scores = features.map((vector) => {
    let score = dot(weights.linear, vector)
    for (let h = 0; h < weights.hidden.length; h++)
      score += weights.out[h]! * Math.tanh(dot(weights.hidden[h]!, vector) + weights.bias[h]!)
    return score / weights.temperature
  })
  const best = Math.max(...scores)
  const shares = scores.map((score) => Math.exp(score - best))
  const sum = shares.reduce((total, share) => total + share, 0)
  return shares.map((share) => share / sum)
}

/** Probability, in [0, 1], that a candidate of this posterior is what was meant; leaves room for what no candidate reads. */
export function calibrated({ calibration }: RankerWeights, probability: number, isTyped: boolean): number {
  const { slope, offset } = isTyped ? calibration.keep : calibration.change
  const inside = Math.min(1 - 1e-6, Math.max(1e-6, probability))
  return 1 / (1 + Math.exp(-(slope * Math.log(inside / (1 - inside)) + offset)))
}

function dot(a: readonly number[], b: readonly number[]): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!
  return sum
}
