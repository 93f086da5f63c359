import { describe, expect, it } from 'vitest'
import { bootstrapInterval, columnMeans, createRandom, resampleMeans } from './bootstrap.ts'

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
  it('takes the percentiles of what is defined, and is undefined where nothing is', () => {
    const hundred = Array.from({ length: 100 }, (_, i) => (i * 37) % 100)
    expect(bootstrapInterval([...hundred, NaN], (own) => own)).toEqual({ low: 2, high: 97 })
    expect(bootstrapInterval([NaN], (own) => own)).toEqual({ low: NaN, high: NaN })
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
