export interface Prediction {
  /** In [0, 1]. */
  readonly confidence: number
  readonly isRight: boolean
}

export interface ReliabilityBin {
  /** Least and greatest confidence in it. */
  readonly from: number
  readonly to: number
  readonly n: number
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
 * those without a confidence are left out, and `n` says how many were not.
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
    const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
    return {
      from: members[0]!.confidence,
      to: members.at(-1)!.confidence,
      n: members.length,
      meanConfidence: mean(members.map(({ confidence }) => confidence)),
      accuracy: mean(members.map(({ isRight }) => Number(isRight))),
    }
  })
  const gaps = bins.reduce((sum, bin) => sum + bin.n * Math.abs(bin.meanConfidence - bin.accuracy), 0)
  return { n, expectedCalibrationError: gaps / n, bins }
}
