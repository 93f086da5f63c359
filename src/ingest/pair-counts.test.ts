import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { PairCounts } from './pair-counts.ts'

const number = fc.oneof(fc.nat({ max: 5 }), fc.integer({ min: 0xfffffff0, max: 0xffffffff }))
const formOf = (a: number, b: number) => `${a} ${b}`

/** The same by a map. */
function byHand(pairs: readonly (readonly [number, number])[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const [a, b] of pairs) counts.set(formOf(a, b), (counts.get(formOf(a, b)) ?? 0) + 1)
  return counts
}

describe('PairCounts', () => {
  it('counts as a map does, and can be walked through again, however few are held in memory', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(number, number), { maxLength: 200 }),
        fc.integer({ min: 1, max: 99 }),
        (pairs, held) => {
          const counts = new PairCounts({ held })
          counts.add(Int32Array.from(pairs.flat()), pairs.length)
          const listed = counts.list({ most: Infinity, formOf })
          const found = Array.from(listed, ({ form, count }) => [form, count] as const)
          expect(new Map(found)).toEqual(byHand(pairs))
          expect(listed).toHaveLength(found.length)
          expect(Array.from(listed, ({ form, count }) => [form, count])).toEqual(found)
          counts.close()
        },
      ),
      { numRuns: 40 },
    )
  })

  it('leaves out the rarest of too many, as many as have one count, and those that are not wanted', () => {
    const pairs = Array.from({ length: 50 }, (_, i) =>
      Array.from({ length: 1 + (i % 5) }, () => [i, 7] as const),
    ).flat()
    for (const [most, isKept, expected] of [
      [49, undefined, [2, 3, 4, 5]],
      [39, undefined, [3, 4, 5]],
      [10, undefined, [5]],
      [20, (a: number) => a % 5 !== 4, [3, 4]],
    ] as const) {
      for (const held of [8, 1000]) {
        const counts = new PairCounts({ held })
        counts.add(Int32Array.from(pairs.flat()), pairs.length)
        const listed = counts.list({ most, formOf, ...(isKept ? { isKept } : {}) })
        expect([...new Set(Array.from(listed, ({ count }) => count))].sort()).toEqual(expected)
        expect([...listed]).toHaveLength(listed.length)
        expect(listed.length).toBe(expected.length * 10)
        counts.close()
      }
    }
  })

  it('keeps more than are read at once', () => {
    const counts = new PairCounts({ held: 1000 })
    for (let i = 0; i < 20_000; i++) counts.add(Int32Array.of(i, 1), 1)
    const found = new Set(Array.from(counts.list({ most: Infinity, formOf }), ({ form }) => form))
    expect(found.size).toBe(20_000)
    counts.close()
  })
})
