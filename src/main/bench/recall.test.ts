import { describe, expect, it } from 'vitest'
import { openMemoryIndex } from '../../adapters/catalog-index/embedded.ts'
import { osaDistance } from '../../speller/edit-distance.ts'
import { errorClasses } from './error-classes.ts'
import { errorCounts, measureRecall, rankOf, ranksWithin, recallAt } from './recall.ts'
import { shopNames } from './shop-names.ts'

/** A letter left out is likelier than another edit. */
const typingCost = (intended: string, typed: string) =>
  osaDistance(intended, typed, 9) - 0.1 * (intended.length - typed.length)

describe('measureRecall', () => {
  it('finds what the exhaustive scan finds at one and two errors, and the name itself at one', async () => {
    const names = shopNames(400, 3)
    const cells = await measureRecall(openMemoryIndex(names, [], 1), names, typingCost, { queries: 6, scanned: 6 }, 5)
    expect(cells).toHaveLength(errorClasses.length * errorCounts.length * 2)
    for (const { errorClass, errors, ranks, edits, scanned, milliseconds } of cells) {
      expect(ranks).toHaveLength(6)
      expect(milliseconds).toHaveLength(6)
      if (!['phonetic', 'spaces'].includes(errorClass)) expect(edits).toEqual(ranks.map(() => errors))
      expect(scanned.map(({ rank }) => rank)).toEqual(ranks)
      if (errors === 1) expect(recallAt(8, ranks)).toBe(1)
      if (errors < 3 && errorClass !== 'phonetic')
        for (const { rank, scan } of scanned) expect(rank).toBeGreaterThanOrEqual(scan)
    }
  })
})

describe('ranksWithin', () => {
  it('keeps the ranks of misspellings of so few edits', () => {
    const kind = {
      group: 'terms and brands',
      errorClass: 'phonetic',
      errors: 2,
      scanned: [],
      milliseconds: [],
    } as const
    const cells = [
      { ...kind, ranks: [1, 9], edits: [2, 3] },
      { ...kind, ranks: [4], edits: [1] },
    ]
    expect(ranksWithin(2, cells)).toEqual([1, 4])
    expect(ranksWithin(1, cells)).toEqual([4])
  })
})

describe('recallAt', () => {
  it('is the share of ranks up to the depth', () => {
    const ranks = ['b', 'd', 'x'].map((form) => rankOf({ typed: '', truths: [form] }, ['a', 'b', 'c', 'd']))
    expect(ranks).toEqual([2, 4, Infinity])
    expect(recallAt(1, ranks)).toBe(0)
    expect(recallAt(2, ranks)).toBeCloseTo(1 / 3)
    expect(recallAt(4, ranks)).toBeCloseTo(2 / 3)
  })
})
