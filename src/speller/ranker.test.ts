import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { featureNames } from './feature-names.ts'
import { calibrated, checkRanker, posterior, type Ranker } from './ranker.ts'
import { packed, type Tree } from './testing/packed-trees.ts'
import { decodeTrees } from './trees.ts'

const identity = { slope: 1, offset: 0 }
const ranker = (trees: readonly Tree[], temperature = 1): Ranker => {
  const { sizes, bytes } = packed(trees)
  return {
    features: ['a', 'b'],
    trees: decodeTrees(sizes, bytes, 2)!,
    temperature,
    calibration: { keep: identity, change: identity },
  }
}
/** The tree with what its leaves give divided. */
const divided = (tree: Tree, by: number): Tree =>
  typeof tree === 'number' ? tree / by : { ...tree, left: divided(tree.left, by), right: divided(tree.right, by) }
const stump = { feature: 0, atMost: 1, left: -1, right: 2 }
const trees = ranker([stump, { feature: 1, atMost: 0, left: { ...stump, right: 0.5 }, right: 0 }], 1.5)
const rising = ranker([-8, -1, 0, 3, 9].map((atMost) => ({ feature: 0, atMost, left: 0, right: 1 })))
const value = fc.double({ min: -20, max: 20, noNaN: true })
const vectors = fc.array(fc.tuple(value, value), { minLength: 1, maxLength: 9 })

describe('posterior', () => {
  it('sums to 1, each share in [0, 1], for any features', () => {
    fc.assert(
      fc.property(vectors, (features) => {
        const shares = posterior(trees, features)
        expect(shares).toHaveLength(features.length)
        expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9)
        for (const share of shares) {
          expect(share).toBeGreaterThanOrEqual(0)
          expect(share).toBeLessThanOrEqual(1)
        }
      }),
    )
  })

  it('rises with the score', () => {
    fc.assert(
      fc.property(vectors, (features) => {
        const shares = posterior(rising, features)
        features.forEach((one, i) =>
          features.forEach((other, j) => {
            if (one[0] > other[0]) expect(shares[i]!).toBeGreaterThanOrEqual(shares[j]!)
          }),
        )
      }),
    )
  })

  it('gives equal candidates equal shares, one candidate all, and none nothing', () => {
    expect(
      posterior(trees, [
        [1, 2],
        [1, 2],
        [1, 2],
        [1, 2],
      ]),
    ).toEqual([0.25, 0.25, 0.25, 0.25])
    expect(posterior(trees, [[-7, 3]])).toEqual([1])
    expect(posterior(trees, [])).toEqual([])
  })

  it('divides the sum of the trees by the temperature', () => {
    const shares = posterior(trees, [
      [2, -1],
      [0, 1],
    ])
    expect(Math.log(shares[0]! / shares[1]!)).toBeCloseTo((2 + 0.5 - -1) / 1.5, 9)
  })

  it('of a ranker that goes on from another is that of their trees together, the former ones divided by its temperature', () => {
    const own = [{ feature: 1, atMost: 0.5, left: -0.25, right: 1.5 }]
    const cooled = [stump, { feature: 1, atMost: 0, left: { ...stump, right: 0.5 }, right: 0 }].map((tree) =>
      divided(tree, 1.5),
    )
    const onward: Ranker = { ...ranker(own, 0.8), base: trees }
    const together = ranker([...cooled, ...own], 0.8)
    fc.assert(
      fc.property(vectors, (features) => {
        const expected = posterior(together, features)
        posterior(onward, features).forEach((share, i) => expect(share).toBeCloseTo(expected[i]!, 6))
      }),
    )
  })

  it('stays finite for scores far apart', () => {
    const far = ranker([{ feature: 0, atMost: 0, left: -1e5, right: 1e5 }])
    expect(
      posterior(far, [
        [1, 0],
        [-1, 0],
      ]),
    ).toEqual([1, 0])
  })
})

describe('calibrated', () => {
  const uneven: Ranker = {
    ...trees,
    calibration: { keep: { slope: 2, offset: 0 }, change: { slope: 1, offset: -1 } },
  }

  it('reads the line of the query as typed, and the line of changes', () => {
    expect(calibrated(uneven, 0.5, true)).toBe(0.5)
    expect(calibrated(uneven, 0.8, true)).toBeCloseTo(16 / 17, 9)
    expect(calibrated(uneven, 0.5, false)).toBeCloseTo(1 / (1 + Math.E), 9)
  })

  it('stays in [0, 1] and rises with the probability, its ends included', () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true })
    fc.assert(
      fc.property(share, share, fc.boolean(), (a, b, isTyped) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)].map((p) => calibrated(uneven, p, isTyped)) as [
          number,
          number,
        ]
        expect(low).toBeGreaterThanOrEqual(0)
        expect(high).toBeLessThanOrEqual(1)
        expect(low).toBeLessThanOrEqual(high)
      }),
    )
  })
})

describe('checkRanker', () => {
  it('takes weights for the features of this program, and no others', () => {
    const own = { ...trees, features: [...featureNames] }
    expect(checkRanker(own)).toBe(own)
    for (const features of [featureNames.slice(1), [...featureNames].reverse(), [...featureNames, 'more'], []])
      expect(() => checkRanker({ ...trees, features })).toThrow(
        expect.objectContaining({
          code: 'model_invalid',
          message: expect.stringContaining('other features') as string,
        }),
      )
    expect(() => checkRanker({ ...own, base: trees })).toThrow('other features')
  })
})
