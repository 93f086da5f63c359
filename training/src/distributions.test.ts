import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { divergence, entropy, sharesOf } from './distributions.ts'

const values = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 1, maxLength: 30 })

describe('distributions', () => {
  it('give shares that sum to 1, and the entropy of even shares in bits', () => {
    fc.assert(
      fc.property(values, (given) => {
        const sum = [...sharesOf(given).values()].reduce((total, share) => total + share, 0)
        expect(sum).toBeCloseTo(1)
        expect(entropy(sharesOf(given))).toBeLessThanOrEqual(2 + 1e-9)
      }),
    )
    expect(entropy(sharesOf(['a', 'b', 'c', 'd']))).toBe(2)
    expect(entropy(sharesOf(['a', 'a']))).toBe(0)
  })

  it('diverge by 0 to 1 bits: not at all when equal, wholly when nothing is shared, alike both ways', () => {
    fc.assert(
      fc.property(values, values, (a, b) => {
        const [x, y] = [sharesOf(a), sharesOf(b)]
        expect(divergence(x, x)).toBeCloseTo(0)
        expect(divergence(x, y)).toBeCloseTo(divergence(y, x))
        expect(divergence(x, y)).toBeLessThanOrEqual(1 + 1e-9)
      }),
    )
    expect(divergence(sharesOf(['a']), sharesOf(['b']))).toBe(1)
    // halves against a quarter and three quarters: H(3/8) - (H(1/2) + H(1/4)) / 2
    expect(divergence(sharesOf(['a', 'b']), sharesOf(['a', 'b', 'b', 'b']))).toBeCloseTo(0.0487949, 6)
  })
})
