import { describe, expect, it } from 'vitest'
import { createRandom } from './random.ts'

const take = (seed: number, n: number) => {
  const random = createRandom(seed)
  return Array.from({ length: n }, () => random.next())
}

describe('createRandom', () => {
  it('gives equal streams for equal seeds, on every machine, and others for other seeds', () => {
    expect(take(7, 50)).toEqual(take(7, 50))
    expect(take(7, 5)).not.toEqual(take(8, 5))
    expect(take(1, 2).map((value) => Math.round(value * 2 ** 32))).toEqual([2693262067, 11749833])
  })

  it('is uniform in [0, 1)', () => {
    const values = take(3, 20_000)
    expect(values.every((value) => value >= 0 && value < 1)).toBe(true)
    for (let tenth = 0; tenth < 10; tenth++)
      expect(values.filter((value) => Math.floor(value * 10) === tenth).length / 2000).toBeCloseTo(1, 0)
    expect(values.reduce((sum, value) => sum + value, 0) / values.length).toBeCloseTo(0.5, 1)
  })

  it('draws below n, picks items, and takes chances in their share', () => {
    const random = createRandom(5)
    const seen = new Set(Array.from({ length: 500 }, () => random.below(7)))
    expect([...seen].sort()).toEqual([0, 1, 2, 3, 4, 5, 6])
    expect(new Set(Array.from({ length: 100 }, () => random.pick(['a', 'b'])))).toEqual(new Set(['a', 'b']))
    const hits = Array.from({ length: 10_000 }, () => random.chance(0.2)).filter(Boolean).length
    expect(hits).toBeGreaterThan(1800)
    expect(hits).toBeLessThan(2200)
  })

  it('draws positions in proportion to their weights, and never one of weight 0', () => {
    const random = createRandom(11)
    const counts = [0, 0, 0]
    for (let i = 0; i < 10_000; i++) counts[random.weighted([1, 0, 3])]!++
    expect(counts[1]).toBe(0)
    expect(counts[2]! / counts[0]!).toBeGreaterThan(2.7)
    expect(counts[2]! / counts[0]!).toBeLessThan(3.3)
  })
})
