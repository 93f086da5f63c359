import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fisherExact } from './fisher.ts'

const choose = (n: number, k: number): number => (k === 0 ? 1 : (choose(n - 1, k - 1) * n) / k)

/** The textbook's sum over all tables. */
function naive(a: number, n: number, b: number, m: number) {
  const hits = a + b
  const probability = (k: number) =>
    k > n || hits - k > m ? 0 : (choose(n, k) * choose(m, hits - k)) / choose(n + m, hits)
  const tables = Array.from({ length: hits + 1 }, (_, k) => probability(k))
  return tables.filter((p) => p <= probability(a) * (1 + 1e-7)).reduce((sum, p) => sum + p, 0)
}

const rate = fc.nat(25).chain((n) => fc.nat(n).map((hits) => ({ hits, n })))

describe('fisherExact', () => {
  it.each([
    // the lady tasting tea
    [3, 4, 1, 4, 34 / 70],
    [4, 4, 0, 4, 2 / 70],
    [8, 10, 1, 6, 0.03497],
    [0, 0, 3, 5, 1],
    [0, 10, 0, 10, 1],
  ])('gives for %i of %i against %i of %i %f', (a, n, b, m, p) => {
    expect(fisherExact({ hits: a, n }, { hits: b, n: m })).toBeCloseTo(p, 5)
  })

  it('equals the sum over all tables, whatever the order', () => {
    fc.assert(
      fc.property(rate, rate, (first, second) => {
        const p = fisherExact(first, second)
        expect(p).toBeCloseTo(naive(first.hits, first.n, second.hits, second.n), 9)
        expect(fisherExact(second, first)).toBeCloseTo(p, 9)
      }),
    )
  })

  it('is sound for the traffic of a large shop', () => {
    expect(fisherExact({ hits: 100_000, n: 1_000_000 }, { hits: 100_100, n: 1_000_000 })).toBeCloseTo(0.815, 2)
    expect(fisherExact({ hits: 100_000, n: 1_000_000 }, { hits: 105_000, n: 1_000_000 })).toBeLessThan(1e-20)
  })
})
