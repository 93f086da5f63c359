import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { wilsonInterval } from './wilson.ts'

describe('wilsonInterval', () => {
  // Newcombe 1998, table I, method 3
  it.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])('gives the published interval of %i in %i', (hits, n, low, high) => {
    const interval = wilsonInterval({ hits, n })
    expect(interval.low).toBeCloseTo(low, 4)
    expect(interval.high).toBeCloseTo(high, 4)
  })

  it('has as ends the shares that lie just 1.96 standard errors from what was seen', () => {
    const rate = fc
      .integer({ min: 1, max: 5000 })
      .chain((n) => fc.record({ n: fc.constant(n), hits: fc.nat({ max: n }) }))
    fc.assert(
      fc.property(rate, ({ hits, n }) => {
        const { low, high } = wilsonInterval({ hits, n })
        const seen = hits / n
        for (const end of [low, high]) {
          if (end === seen) continue
          expect((seen - end) ** 2).toBeCloseTo((1.959963984540054 ** 2 * end * (1 - end)) / n, 10)
        }
        expect(low).toBeLessThanOrEqual(seen)
        expect(high).toBeGreaterThanOrEqual(seen)
        expect([low >= 0, high <= 1]).toEqual([true, true])
      }),
    )
  })

  it('is undefined without cases', () => {
    expect(wilsonInterval({ hits: 0, n: 0 })).toEqual({ low: NaN, high: NaN })
  })
})
