import { describe, expect, it } from 'vitest'
import { estimateRate } from './estimate.ts'
import { rateWithCounts, rateWithInterval } from './figures.ts'

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
