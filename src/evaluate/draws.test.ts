import { describe, expect, it } from 'vitest'
import { createRandom, percentileInterval } from './draws.ts'

describe('percentileInterval', () => {
  it('takes the percentiles of what is defined, and is undefined where nothing is', () => {
    const hundred = Array.from({ length: 100 }, (_, i) => (i * 37) % 100)
    expect(percentileInterval([...hundred, NaN], (own) => own)).toEqual({ low: 2, high: 97 })
    expect(percentileInterval([NaN], (own) => own)).toEqual({ low: NaN, high: NaN })
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
