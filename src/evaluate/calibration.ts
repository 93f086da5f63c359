export interface Prediction {
  /** In [0, 1]. */
  readonly confidence: number
  readonly isRight: boolean
  /** How many queries it stands for; 1 where absent. */
  readonly weight?: number
}

export interface ReliabilityBin {
  /** Least and greatest confidence in it. */
  readonly from: number
  readonly to: number
  readonly n: number
  /** Both by weight. */
  readonly meanConfidence: number
  /** Share that was right. */
  readonly accuracy: number
}

export interface Calibration {
  readonly n: number
  /** In [0, 1]; lower is better. */
  readonly expectedCalibrationError: number
  readonly bins: readonly ReliabilityBin[]
}

const binCount = 10

/**
 * Expected calibration error: the mean gap between confidence and share right, over ten bins of equal mass (fewer where
 * there are fewer predictions). Guo et al. 2017; equal mass as in Nguyen and O'Connor 2015. Undefined without predictions;
 * those without a confidence are left out, and `n` says how many were not. Bins hold equal numbers of predictions, whatever these weigh.
 */
export function calibrate(predictions: readonly Prediction[]): Calibration | undefined {
  const sorted = predictions
    .filter(({ confidence }) => !Number.isNaN(confidence))
    .toSorted((a, b) => a.confidence - b.confidence || Number(a.isRight) - Number(b.isRight))
  const n = sorted.length
  if (n === 0) return undefined
  const count = Math.min(binCount, n)
  const bins = Array.from({ length: count }, (_, i) => {
    const members = sorted.slice(Math.floor((i * n) / count), Math.floor(((i + 1) * n) / count))
    const weight = massOf(members)
    const mean = (of: (prediction: Prediction) => number) =>
      members.reduce((sum, one) => sum + (one.weight ?? 1) * of(one), 0) / weight
    return {
      from: members[0]!.confidence,
      to: members.at(-1)!.confidence,
      n: members.length,
      meanConfidence: mean(({ confidence }) => confidence),
      accuracy: mean(({ isRight }) => Number(isRight)),
      weight,
    }
  })
  const gaps = bins.reduce((sum, bin) => sum + bin.weight * Math.abs(bin.meanConfidence - bin.accuracy), 0)
  return {
    n,
    expectedCalibrationError: gaps / massOf(sorted),
    bins: bins.map(({ weight: _, ...bin }) => bin),
  }
}

const massOf = (predictions: readonly Prediction[]) => predictions.reduce((sum, { weight = 1 }) => sum + weight, 0)
