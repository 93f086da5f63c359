import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { calibrate } from './calibration.ts'

describe('calibrate', () => {
  it('gives the error of a hand example, a prediction to each bin', () => {
    const found = calibrate([
      { confidence: 0.9, isRight: true },
      { confidence: 0.8, isRight: false },
      { confidence: 0.3, isRight: false },
      { confidence: 0.6, isRight: true },
    ])!
    expect(found.expectedCalibrationError).toBeCloseTo((0.1 + 0.8 + 0.3 + 0.4) / 4, 12)
    expect(found.bins.map(({ from, accuracy }) => [from, accuracy])).toEqual([
      [0.3, 0],
      [0.6, 1],
      [0.8, 0],
      [0.9, 1],
    ])
  })

  it('weighs predictions as if there were as many of them', () => {
    const wrong = { confidence: 0.8, isRight: false }
    const right = { confidence: 0.8, isRight: true, weight: 3 }
    const found = calibrate([wrong, right])!
    // bins of one prediction each: 0.8 off with mass 1, 0.2 off with mass 3
    expect(found.expectedCalibrationError).toBeCloseTo((0.8 + 3 * 0.2) / 4, 12)
  })

  it('fills ten bins of equal mass', () => {
    const predictions = Array.from({ length: 30 }, (_, i) => ({ confidence: (i + 1) / 30, isRight: i % 3 > 0 }))
    const { bins, expectedCalibrationError } = calibrate(predictions)!
    expect(bins.map(({ n }) => n)).toEqual(Array(10).fill(3))
    expect(bins[0]).toMatchObject({ from: 1 / 30, to: 3 / 30, n: 3, accuracy: 2 / 3 })
    expect(bins[0]!.meanConfidence).toBeCloseTo(2 / 30, 12)
    const gaps = bins.map((_, i) => Math.abs((3 * i + 2) / 30 - 2 / 3))
    expect(expectedCalibrationError).toBeCloseTo(gaps.reduce((sum, gap) => sum + gap, 0) / 10, 12)
  })

  it('is 0 for a system that is always sure and always right, and 1 for one that is always wrong', () => {
    const sure = (isRight: boolean) => Array.from({ length: 25 }, () => ({ confidence: 1, isRight }))
    expect(calibrate(sure(true))!.expectedCalibrationError).toBe(0)
    expect(calibrate(sure(false))!.expectedCalibrationError).toBe(1)
  })

  it('does not depend on the order, and loses no prediction', () => {
    const prediction = fc.record({ confidence: fc.constantFrom(0, 0.25, 0.5, 0.75, 1), isRight: fc.boolean() })
    fc.assert(
      fc.property(fc.array(prediction, { minLength: 1, maxLength: 80 }), (predictions) => {
        const found = calibrate(predictions)!
        expect(calibrate(predictions.toReversed())).toEqual(found)
        expect(found.bins.reduce((sum, { n }) => sum + n, 0)).toBe(predictions.length)
        expect(found.expectedCalibrationError).toBeLessThanOrEqual(1)
      }),
    )
  })

  it('leaves out answers without a confidence', () => {
    expect(calibrate([{ confidence: NaN, isRight: true }])).toBeUndefined()
    expect(
      calibrate([
        { confidence: NaN, isRight: true },
        { confidence: 1, isRight: true },
      ])!.n,
    ).toBe(1)
  })
})
