import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { netFixesPer1000 } from './at-share.ts'
import { bootstrapInterval, columnMeans, createRandom, resample, resampleMeans } from './bootstrap.ts'
import { cleanCount, misspelledCount } from './outcome.ts'
import { recall, share } from './rates.ts'
import { anyTally, fates, noTally } from './testing.ts'
import { wilsonInterval } from './wilson.ts'

const tally = { kept: 180, rephrased: 0, broken: 20, fixed: 60, miscorrected: 10, missed: 30 }

describe('resample', () => {
  it('keeps the number of correct and of misspelled queries, and invents no fate', () => {
    fc.assert(
      fc.property(anyTally(8), (own) => {
        for (const drawn of resample(own).slice(0, 5)) {
          expect([cleanCount(drawn), misspelledCount(drawn)]).toEqual([cleanCount(own), misspelledCount(own)])
          expect(fates.filter((fate) => own[fate] === 0 && drawn[fate] > 0)).toEqual([])
        }
      }),
    )
  })

  it('draws the same tallies again, and 1,000 of them', () => {
    expect(resample(tally)).toEqual(resample(tally))
    expect(resample(tally)).toHaveLength(1000)
    expect(new Set(resample(tally).map(({ fixed }) => fixed)).size).toBeGreaterThan(10)
  })
})

describe('resampleMeans', () => {
  it('draws whole rows, the same again for as many rows', () => {
    const rows = Array.from({ length: 40 }, (_, i) => [i, 2 * i, 40 - i])
    const drawn = resampleMeans(rows)
    expect(drawn).toHaveLength(1000)
    for (const [first, second, third] of drawn) {
      expect(second).toBeCloseTo(2 * first!, 9)
      expect(third).toBeCloseTo(40 - first!, 9)
    }
    expect(new Set(drawn.map(([first]) => first)).size).toBeGreaterThan(100)
    expect(resampleMeans(rows.map(([first]) => [first!])).map(([first]) => first)).toEqual(
      drawn.map(([first]) => first),
    )
  })

  it('agrees with the normal approximation of a mean', () => {
    const rows = Array.from({ length: 400 }, (_, i) => [(i % 20) / 19])
    const { low, high } = bootstrapInterval(resampleMeans(rows), ([mean]) => mean!)
    const [mean] = columnMeans(rows)
    const variance = rows.reduce((sum, [value]) => sum + (value! - mean!) ** 2, 0) / rows.length
    expect(Math.abs((high - low) / (2 * 1.96 * Math.sqrt(variance / rows.length)) - 1)).toBeLessThan(0.1)
    expect((high + low) / 2).toBeCloseTo(mean!, 2)
  })
})

describe('bootstrapInterval', () => {
  it('agrees with the closed form where there is one', () => {
    const { low, high } = bootstrapInterval(resample(tally), (own) => share(recall(own)))
    const wilson = wilsonInterval({ hits: 60, n: 100 })
    expect(Math.abs(low - wilson.low)).toBeLessThan(0.02)
    expect(Math.abs(high - wilson.high)).toBeLessThan(0.02)
  })

  it('agrees with the normal approximation of net fixes', () => {
    const { low, high } = bootstrapInterval(resample(tally), (own) => netFixesPer1000(own, 0.12))
    const deviation = 1000 * Math.sqrt((0.12 ** 2 * 0.6 * 0.4) / 100 + (0.88 ** 2 * 0.1 * 0.9) / 200)
    expect(Math.abs((high - low) / (2 * 1.96 * deviation) - 1)).toBeLessThan(0.1)
  })

  it('has no width where all cases agree, and is undefined where the statistic is', () => {
    const sure = resample({ ...noTally, fixed: 12, kept: 3 })
    expect(bootstrapInterval(sure, (own) => share(recall(own)))).toEqual({ low: 1, high: 1 })
    expect(bootstrapInterval(resample(noTally), (own) => share(recall(own)))).toEqual({ low: NaN, high: NaN })
  })
})

describe('createRandom', () => {
  it('spreads evenly over [0, 1)', () => {
    const random = createRandom(7)
    const tenths = Array<number>(10).fill(0)
    for (let i = 0; i < 10_000; i++) tenths[Math.floor(random() * 10)]!++
    for (const count of tenths) expect(Math.abs(count - 1000)).toBeLessThan(120)
  })
})
