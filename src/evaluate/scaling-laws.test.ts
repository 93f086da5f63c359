import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { minimise } from './nelder-mead.ts'
import { enoughNames, fitLaws } from './scaling-laws.ts'

const ks = [0, 1, 2, 4, 8, 16]

describe('minimise', () => {
  it('finds the bottom of a bowl, wherever that is', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: 1, maxLength: 4 }), (bottom) => {
        const bowl = (at: readonly number[]) => at.reduce((sum, x, i) => sum + (i + 1) * (x - bottom[i]!) ** 2, 0)
        minimise(
          bowl,
          bottom.map(() => 0),
        ).at.forEach((x, i) => expect(x).toBeCloseTo(bottom[i]!, 4))
      }),
    )
  })

  it('follows a curved valley', () => {
    const valley = ([x, y]: readonly number[]) => (1 - x!) ** 2 + 100 * (y! - x! * x!) ** 2
    const { at, value } = minimise(valley, [-1.2, 1])
    expect(value).toBeLessThan(1e-10)
    at.forEach((x) => expect(x).toBeCloseTo(1, 4))
  })
})

describe('fitLaws', () => {
  it('finds the law that made the counts', () => {
    const n = 100_000
    // the formula as published, with prior 0.3, efficiency 0.5, gamma 0.9, beta 0.2
    const made = (k: number) =>
      (0.3 * 0.9 ** (0.5 * k + 1) + 0.7 * 0.2 ** (0.5 * k + 1)) / (0.3 * 0.9 ** (0.5 * k) + 0.7 * 0.2 ** (0.5 * k))
    const [bayesian, power, logistic] = fitLaws(ks.map((k) => ({ k, n, hits: Math.round(made(k) * n) })))
    expect(bayesian!.rootMeanSquareError).toBeLessThan(1e-4)
    for (const k of [0, 3, 6, 12]) expect(bayesian!.predict(k)).toBeCloseTo(made(k), 3)
    expect(bayesian!.parameters.gamma).toBeCloseTo(0.9, 3)
    expect(bayesian!.deviance).toBeLessThan(1)
    expect(Math.min(power!.aic, logistic!.aic)).toBeGreaterThan(bayesian!.aic)
    expect([bayesian, power, logistic].map((one) => one!.degreesOfFreedom)).toEqual([2, 3, 3])
  })

  it('finds a power law and a logistic one', () => {
    const n = 100_000
    const powerPoints = ks.map((k) => ({ k, n, hits: Math.round((0.8 - 0.4 * (k + 1) ** -1.5) * n) }))
    const { a, b, c } = fitLaws(powerPoints)[1]!.parameters
    ;[a, b, c].forEach((value, i) => expect(value).toBeCloseTo([0.4, 1.5, 0.8][i]!, 2))
    const logisticPoints = ks.map((k) => ({ k, n, hits: Math.round((0.7 / (1 + Math.exp(-0.6 * (k - 2)))) * n) }))
    const found = fitLaws(logisticPoints)[2]!.parameters
    ;[found.c, found.s, found.m].forEach((value, i) => expect(value).toBeCloseTo([0.7, 0.6, 2][i]!, 2))
  })

  it('has the deviance of a hand example, where one share must serve all', () => {
    // 40 and 60 of 100: no law that rises can do better than the points, so the other way round it gives 0.5 for both
    const fitted = fitLaws([
      { k: 0, hits: 60, n: 100 },
      { k: 1, hits: 40, n: 100 },
    ])
    const flat = 2 * (200 * Math.log(2) + 2 * (60 * Math.log(0.6) + 40 * Math.log(0.4)))
    fitted.forEach(({ deviance, predict, aic, rootMeanSquareError }, i) => {
      expect(deviance).toBeCloseTo(flat, 4)
      expect(predict(0)).toBeCloseTo(0.5, 3)
      // twice the parameters less twice the log-likelihood of 200 fair coins; a tenth off at both points
      expect(aic).toBeCloseTo(2 * [4, 3, 3][i]! + 2 * 200 * Math.log(2), 4)
      expect(rootMeanSquareError).toBeCloseTo(0.1, 3)
    })
  })

  it('stays within what a share can be', () => {
    const counts = fc.array(fc.nat({ max: 50 }), { minLength: 6, maxLength: 6 })
    fc.assert(
      fc.property(counts, (hits) => {
        for (const { predict, deviance } of fitLaws(ks.map((k, i) => ({ k, n: 50, hits: hits[i]! })))) {
          expect(deviance).toBeGreaterThanOrEqual(-1e-6)
          for (const k of [0, 1, 7, 64]) {
            expect(predict(k)).toBeGreaterThanOrEqual(-1e-9)
            expect(predict(k)).toBeLessThanOrEqual(1)
          }
        }
      }),
      { numRuns: 10 },
    )
  })
})

describe('enoughNames', () => {
  it('is where a further name adds less than asked, for good', () => {
    // adds 0.5, 0.25, 0.125, …
    const halving = (k: number) => 1 - 0.5 ** k
    expect([0.6, 0.3, 0.125, 0.1].map((gain) => enoughNames(halving, gain))).toEqual([0, 1, 3, 3])
    const late = (k: number) => (k < 10 ? 0 : 0.5)
    expect(enoughNames(late, 0.1)).toBe(10)
    expect(enoughNames((k) => k / 100, 0.001)).toBeUndefined()
  })
})
