import { describe, expect, it } from 'vitest'
import { recallAt24, wonBack } from './search-recall.ts'

describe('recallAt24', () => {
  const found = Array.from({ length: 30 }, (_, i) => `p${i}`)
  it.each([
    [['p0', 'p23'], 1],
    [['p0', 'p24'], 0.5],
    [['p0', 'p1', 'gone', 'p29'], 0.5],
    [['gone'], 0],
    [found, 0.8],
  ])('for %j relevant is %d', (relevant, wanted) => {
    expect(recallAt24(found, relevant)).toBe(wanted)
  })

  it('is 0 where nothing is found, and counts a product found twice once', () => {
    expect(recallAt24([], ['p0'])).toBe(0)
    expect(recallAt24(['p0', 'p0'], ['p0', 'p1'])).toBe(0.5)
  })
})

describe('wonBack', () => {
  it.each([
    [0.25, 0.25, 0.75, 0],
    [0.25, 0.5, 0.75, 0.5],
    [0.25, 0.75, 0.75, 1],
    [0.25, 1, 0.75, 1.5],
    [0.25, 0, 0.75, -0.5],
    [0.5, 0.75, 0.5, NaN],
    [0.5, 0.75, 0.25, NaN],
  ])('of raw %d, corrected %d and gold %d is %d', (raw, corrected, gold, wanted) => {
    expect(wonBack(raw, corrected, gold)).toBe(wanted)
  })
})
