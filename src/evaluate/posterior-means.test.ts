import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { estimateOfMeans, posteriorMeans } from './posterior-means.ts'
import { posteriorEstimate, posteriorShares } from './posterior.ts'

const share = [[0], [1]] as const
const mean = ([own]: readonly number[]) => own!
const widthOf = ({ low, high }: { readonly low: number | null; readonly high: number | null }) => high! - low!

describe('posteriorMeans', () => {
  it('draws whole rows, 1,000 times, the same again for the same rows', () => {
    const rows = Array.from({ length: 40 }, (_, i) => [i, 2 * i, 40 - i])
    const ends = [
      [0, 0, 40],
      [40, 80, 0],
    ]
    const drawn = posteriorMeans(rows, ends)
    expect(drawn).toHaveLength(1000)
    for (const [first, second, third] of drawn) {
      expect(second).toBeCloseTo(2 * first!, 9)
      expect(third).toBeCloseTo(40 - first!, 9)
    }
    expect(new Set(drawn.map(([first]) => first)).size).toBe(1000)
    expect(posteriorMeans(rows, ends)).toEqual(drawn)
  })

  it('has the mean and the variance of a Dirichlet distribution over rows and ends', () => {
    const rows = [[0.2], [0.2], [0.9], [0.5], [0.5], [0.5], [0.1]]
    const drawn = posteriorMeans(rows, share).map(mean)
    const weighed = [...rows.map(([value]) => [value!, 1] as const), [0, 0.5] as const, [1, 0.5] as const]
    const total = 8
    const expected = weighed.reduce((sum, [value, weight]) => sum + value * weight, 0) / total
    const square = weighed.reduce((sum, [value, weight]) => sum + value ** 2 * weight, 0) / total
    const variance = (square - expected ** 2) / (total + 1)
    const found = drawn.reduce((sum, value) => sum + value, 0) / 1000
    expect(Math.abs(found - expected)).toBeLessThan(4 * Math.sqrt(variance / 1000))
    const spread = drawn.reduce((sum, value) => sum + (value - found) ** 2, 0) / 1000
    expect(Math.abs(spread / variance - 1)).toBeLessThan(0.2)
  })
})

describe('estimateOfMeans', () => {
  it.each([
    [60, 100],
    [6, 6],
    [0, 6],
    [1, 331],
  ])('is the interval of a share, of %i ones in %i', (hits, n) => {
    const found = estimateOfMeans(
      Array.from({ length: n }, (_, i) => [Number(i < hits)]),
      share,
      mean,
    )
    const counts = [[hits, n - hits]]
    const shares = posteriorEstimate([[hits / n]], posteriorShares(counts), ([own]) => own![0]!)
    expect(found.value).toBe(hits / n)
    expect(Math.abs(found.low! - shares.low!)).toBeLessThan(n < 10 ? 0.04 : 0.01)
    expect(Math.abs(found.high! - shares.high!)).toBeLessThan(n < 10 ? 0.04 : 0.01)
  })

  it('agrees with the normal approximation of a mean, and with plain resampling, where there are many', () => {
    const values = Array.from({ length: 400 }, (_, i) => (i % 20) / 19)
    const found = estimateOfMeans(
      values.map((value) => [value]),
      share,
      mean,
    )
    const variance = values.reduce((sum, value) => sum + (value - 0.5) ** 2, 0) / 400
    expect(found.value).toBeCloseTo(0.5, 12)
    expect(Math.abs(widthOf(found) / (2 * 1.96 * Math.sqrt(variance / 400)) - 1)).toBeLessThan(0.1)
    // Efron's bootstrap, with another generator
    let state = 7
    const random = () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647
    const resampled = Array.from(
      { length: 2000 },
      () => values.reduce((sum) => sum + values[Math.floor(random() * 400)]!, 0) / 400,
    ).sort((a, b) => a - b)
    expect(Math.abs(found.low! - resampled[50]!)).toBeLessThan(0.01)
    expect(Math.abs(found.high! - resampled[1949]!)).toBeLessThan(0.01)
  })

  it('leaves a doubt where all rows agree, less with more of them', () => {
    const of = (n: number) =>
      estimateOfMeans(
        Array.from({ length: n }, () => [1]),
        share,
        mean,
      )
    expect(of(6)).toMatchObject({ value: 1, high: 1 })
    expect(of(6).low).toBeLessThan(0.8)
    expect(of(600).low).toBeGreaterThan(0.99)
    expect(of(600).low).toBeLessThan(1)
  })

  it('holds what was observed, and is undefined without rows', () => {
    const row = fc.tuple(fc.constantFrom(0, 0.25, 1), fc.constantFrom(0, 1))
    const ends = [
      [0, 0],
      [1, 1],
    ]
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 20 }), (rows) => {
        const { low, value, high } = estimateOfMeans(rows, ends, ([one, other]) => one! - other!)
        expect(low! <= value! && value! <= high!).toBe(true)
      }),
      { numRuns: 20 },
    )
    expect(estimateOfMeans([], ends, mean)).toEqual({ value: null, low: null, high: null })
  })
})
