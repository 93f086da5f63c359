import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { netFixesPer1000 } from './at-share.ts'
import { createRandom } from './draws.ts'
import { f05 } from './f-score.ts'
import { cleanCount, misspelledCount, type Tally } from './outcome.ts'
import { gamma, posteriorEstimate, posteriorShares, posteriorTallies } from './posterior.ts'
import { recall, share } from './rates.ts'
import { anyTally, noTally } from './testing.ts'
import { wilsonInterval } from './wilson.ts'

const tally = { kept: 180, rephrased: 0, broken: 20, fixed: 60, miscorrected: 10, missed: 30 }
const estimateOf = (own: Tally, statistic: (drawn: Tally) => number) =>
  posteriorEstimate(own, posteriorTallies(own), statistic)
const netFixes = (own: Tally) => netFixesPer1000(own, 0.12)

/** Each case draws a thousand times. */
const few = { numRuns: 25 }

describe('posteriorTallies', () => {
  it('keeps the number of right and of misspelled queries, with some of each fate where there are any', () => {
    fc.assert(
      fc.property(anyTally(8), (own) => {
        for (const drawn of posteriorTallies(own).slice(0, 5)) {
          expect(cleanCount(drawn)).toBeCloseTo(cleanCount(own), 9)
          expect(misspelledCount(drawn)).toBeCloseTo(misspelledCount(own), 9)
          expect(drawn.broken > 0).toBe(cleanCount(own) > 0)
        }
      }),
      few,
    )
  })

  it('draws the same again, 1,000 times', () => {
    expect(posteriorTallies(tally)).toEqual(posteriorTallies(tally))
    expect(posteriorTallies(tally)).toHaveLength(1000)
  })
})

describe('posteriorShares', () => {
  it('has the mean and the variance of the Dirichlet distribution, and draws strata independently', () => {
    const [a, b] = [
      [7, 2, 0],
      [7, 2, 0],
    ]
    const drawn = posteriorShares([a, b])
    const of = (stratum: number, i: number) => drawn.map((draw) => draw[stratum]![i]!)
    const mean = (values: readonly number[]) => values.reduce((sum, one) => sum + one, 0) / values.length
    const total = 10.5
    for (const [i, count] of a.entries()) {
      const expected = (count + 0.5) / total
      const deviation = Math.sqrt((expected * (1 - expected)) / (total + 1))
      expect(Math.abs(mean(of(0, i)) - expected)).toBeLessThan((4 * deviation) / Math.sqrt(1000))
      const variance = mean(of(0, i).map((one) => (one - expected) ** 2))
      expect(Math.abs(Math.sqrt(variance) / deviation - 1)).toBeLessThan(0.15)
    }
    const [x, y] = [of(0, 0), of(1, 0)]
    const covariance = mean(x.map((one, i) => (one - mean(x)) * (y[i]! - mean(y))))
    const spread = mean(x.map((one) => (one - mean(x)) ** 2))
    expect(Math.abs(covariance / spread)).toBeLessThan(0.15)
  })
})

describe('posteriorEstimate', () => {
  it('agrees with the closed form where there is one, also where all cases agree', () => {
    for (const [hits, n] of [
      [60, 100],
      [6, 6],
      [0, 6],
      [1, 331],
      [766, 933],
    ] as const) {
      const { low, high, value } = estimateOf({ ...noTally, fixed: hits, missed: n - hits }, (own) =>
        share(recall(own)),
      )
      const wilson = wilsonInterval({ hits, n })
      expect(value).toBe(hits / n)
      const tolerance = n < 10 ? 0.15 : 0.02
      expect(Math.abs(low! - wilson.low)).toBeLessThan(tolerance)
      expect(Math.abs(high! - wilson.high)).toBeLessThan(tolerance)
    }
  })

  it('agrees with the normal approximation of net fixes, where there are many of each', () => {
    const { low, high } = estimateOf(tally, netFixes)
    const deviation = 1000 * Math.sqrt((0.12 ** 2 * 0.6 * 0.4) / 100 + (0.88 ** 2 * 0.1 * 0.9) / 200)
    expect(Math.abs((high! - low!) / (2 * 1.96 * deviation) - 1)).toBeLessThan(0.1)
  })

  it('leaves a doubt where six of six are right, and less with more of them', () => {
    const right = (each: number) => ({ ...noTally, fixed: each, kept: each })
    const [few, many] = [right(3), right(300)].map((own) => estimateOf(own, netFixes))
    expect([few!.value, few!.high, many!.high]).toEqual([120, 120, 120])
    expect(few!.low).toBeLessThan(0)
    expect(many!.low).toBeGreaterThan(110)
    expect(many!.low).toBeLessThan(120)
    expect(estimateOf(right(3), f05)).toMatchObject({ value: 1, high: 1 })
    expect(estimateOf(right(3), f05).low).toBeLessThan(0.8)
  })

  it('holds what was observed, and is undefined where that is', () => {
    fc.assert(
      fc.property(anyTally(8), (own) => {
        const { low, value, high } = estimateOf(own, netFixes)
        if (value === null) expect([low, high]).toEqual([null, null])
        else expect(low! <= value && value <= high!).toBe(true)
      }),
      few,
    )
    expect(estimateOf(noTally, f05)).toEqual({ value: null, low: null, high: null })
  })
})

describe('gamma', () => {
  it.each([0.5, 1, 3.5, 200])('has mean and variance %d', (shape) => {
    const random = createRandom(7)
    const values = Array.from({ length: 20_000 }, () => gamma(shape, random))
    const mean = values.reduce((sum, one) => sum + one, 0) / values.length
    const variance = values.reduce((sum, one) => sum + (one - mean) ** 2, 0) / values.length
    expect(Math.abs(mean / shape - 1)).toBeLessThan(0.05)
    expect(Math.abs(variance / shape - 1)).toBeLessThan(0.1)
  })
})
