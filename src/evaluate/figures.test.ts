import { describe, expect, it } from 'vitest'
import { estimateRate } from './estimate.ts'
import { decimal, pointsWithInterval, rateWithCounts, rateWithInterval, withInterval } from './figures.ts'

describe('shares of counts', () => {
  it.each([
    [618, 933, '66.2 % [63.1, 69.2] 618/933', '66.2 % 618/933'],
    [1, 11_690, '0.0086 % [0.0015, 0.048] 1/11690', '0.0086 % 1/11690'],
    [2, 11_690, '0.017 % [0.0047, 0.062] 2/11690', '0.017 % 2/11690'],
    [11, 11_690, '0.094 % [0.053, 0.2] 11/11690', '0.094 % 11/11690'],
    [1, 1_000, '0.1 % [0.018, 0.6] 1/1000', '0.1 % 1/1000'],
    [0, 4, '0.0 % [0.0, 49.0] 0/4', '0.0 % 0/4'],
    [4, 4, '100.0 % [51.0, 100.0] 4/4', '100.0 % 4/4'],
    [0, 0, '–', '–'],
  ])('show %d of %d as %s', (hits, n, withInterval, withCounts) => {
    expect(rateWithInterval(estimateRate({ hits, n }))).toBe(withInterval)
    expect(rateWithCounts(estimateRate({ hits, n }))).toBe(withCounts)
  })
})

describe('differences', () => {
  it('have no sign where they are rounded to zero', () => {
    expect(withInterval({ value: -0.0004, low: -0.017, high: 0.017 }, 3)).toBe('0.000 [-0.017, 0.017]')
    expect(pointsWithInterval({ value: -0.0001, low: -0.0004, high: 0.02 })).toBe('0.0 [0.0, 2.0]')
    expect(withInterval({ value: -0.0006, low: -0.1, high: -0.0004 }, 3)).toBe('-0.001 [-0.100, 0.000]')
    expect([decimal(-0.04, 1), decimal(-0.06, 1), decimal(-0, 0)]).toEqual(['0.0', '-0.1', '0'])
  })
})
