import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { featureNames } from './features.ts'
import { calibrated, checkRanker, posterior, type RankerWeights } from './ranker.ts'

const identity = { slope: 1, offset: 0 }
const weights: RankerWeights = {
  features: ['a', 'b'],
  linear: [1, -0.5],
  hidden: [
    [0.3, 0.2],
    [-1, 0.7],
  ],
  bias: [0.1, -0.2],
  out: [0.5, 0.25],
  temperature: 1.5,
  calibration: { keep: identity, change: identity },
}
const linearOnly: RankerWeights = { ...weights, hidden: [], bias: [], out: [], linear: [1, 0], temperature: 2 }
const value = fc.double({ min: -20, max: 20, noNaN: true })
const vectors = fc.array(fc.tuple(value, value), { minLength: 1, maxLength: 9 })

describe('posterior', () => {
  it('sums to 1, each share in [0, 1], for any features', () => {
    fc.assert(
      fc.property(vectors, (features) => {
        const shares = posterior(weights, features)
        expect(shares).toHaveLength(features.length)
        expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9)
        for (const share of shares) {
          expect(share).toBeGreaterThanOrEqual(0)
          expect(share).toBeLessThanOrEqual(1)
        }
      }),
    )
  })

  it('rises with the score', () => {
    fc.assert(
      fc.property(vectors, (features) => {
        const shares = posterior(linearOnly, features)
        features.forEach((one, i) =>
          features.forEach((other, j) => {
            if (one[0] > other[0]) expect(shares[i]!).toBeGreaterThanOrEqual(shares[j]!)
          }),
        )
      }),
    )
  })

  it('gives equal candidates equal shares, one candidate all, and none nothing', () => {
    expect(
      posterior(weights, [
        [1, 2],
        [1, 2],
        [1, 2],
        [1, 2],
      ]),
    ).toEqual([0.25, 0.25, 0.25, 0.25])
    expect(posterior(weights, [[-7, 3]])).toEqual([1])
    expect(posterior(weights, [])).toEqual([])
  })

  it('computes the linear path, the hidden layer and the temperature', () => {
    const shares = posterior(weights, [
      [1, 0],
      [0, 1],
    ])
    const score = (a: number, b: number) =>
      (a - 0.5 * b + 0.5 * Math.tanh(0.3 * a + 0.2 * b + 0.1) + 0.25 * Math.tanh(-a + 0.7 * b - 0.2)) / 1.5
    expect(Math.log(shares[0]! / shares[1]!)).toBeCloseTo(score(1, 0) - score(0, 1), 9)
  })

  it('stays finite for scores far apart', () => {
    expect(
      posterior(linearOnly, [
        [1e5, 0],
        [-1e5, 0],
      ]),
    ).toEqual([1, 0])
  })
})

describe('calibrated', () => {
  const ranker: RankerWeights = {
    ...weights,
    calibration: { keep: { slope: 2, offset: 0 }, change: { slope: 1, offset: -1 } },
  }

  it('reads the line of the query as typed, and the line of changes', () => {
    expect(calibrated(ranker, 0.5, true)).toBe(0.5)
    expect(calibrated(ranker, 0.8, true)).toBeCloseTo(16 / 17, 9)
    expect(calibrated(ranker, 0.5, false)).toBeCloseTo(1 / (1 + Math.E), 9)
  })

  it('stays in [0, 1] and rises with the probability, its ends included', () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true })
    fc.assert(
      fc.property(share, share, fc.boolean(), (a, b, isTyped) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)].map((p) => calibrated(ranker, p, isTyped)) as [
          number,
          number,
        ]
        expect(low).toBeGreaterThanOrEqual(0)
        expect(high).toBeLessThanOrEqual(1)
        expect(low).toBeLessThanOrEqual(high)
      }),
    )
  })
})

describe('checkRanker', () => {
  it('takes weights for the features of this program, and no others', () => {
    const own = { ...weights, features: [...featureNames] }
    expect(checkRanker(own)).toBe(own)
    for (const features of [featureNames.slice(1), [...featureNames].reverse(), [...featureNames, 'more'], []])
      expect(() => checkRanker({ ...weights, features })).toThrow(
        expect.objectContaining({ code: 'model_invalid', message: expect.stringContaining('ranker.json') as string }),
      )
  })
})
