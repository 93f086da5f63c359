import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mcnemarExact } from './mcnemar.ts'

/** Twice the smaller tail of a fair coin, summed in integers. */
function direct(b: number, c: number): number {
  const n = b + c
  let choose = 1n
  let sum = 0n
  for (let i = 0; i <= Math.min(b, c); i++) {
    sum += choose
    choose = (choose * BigInt(n - i)) / BigInt(i + 1)
  }
  return Math.min(1, Number((2n * sum * 10n ** 18n) / 2n ** BigInt(n)) / 1e18)
}

describe('mcnemarExact', () => {
  it('gives the p-values of hand examples', () => {
    expect(mcnemarExact(1, 9)).toBeCloseTo(22 / 1024, 12)
    expect(mcnemarExact(0, 5)).toBeCloseTo(2 / 32, 12)
    expect([mcnemarExact(0, 0), mcnemarExact(4, 4), mcnemarExact(3, 4)]).toEqual([1, 1, 1])
  })

  it('agrees with the binomial sum in integers, whichever system comes first', () => {
    fc.assert(
      fc.property(fc.nat({ max: 120 }), fc.nat({ max: 120 }), (b, c) => {
        expect(mcnemarExact(b, c)).toBeCloseTo(direct(b, c), 10)
        expect(mcnemarExact(b, c)).toBe(mcnemarExact(c, b))
      }),
    )
  })

  it('survives thousands of cases', () => {
    expect(mcnemarExact(2450, 2550)).toBeCloseTo(direct(2450, 2550), 9)
    expect(mcnemarExact(100, 4000)).toBe(0)
  })
})
