import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { packed, type Tree } from './testing/packed-trees.ts'
import { decodeTrees, leaf, scoresOf } from './trees.ts'

const tree: fc.Arbitrary<Tree> = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 5 },
    fc.integer({ min: -8, max: 8 }),
    fc.record({
      feature: fc.integer({ min: 0, max: 2 }),
      atMost: fc.integer({ min: -3, max: 3 }),
      left: tie('tree'),
      right: tie('tree'),
    }),
  ),
})).tree
const walk = (node: Tree, vector: readonly number[]): number =>
  typeof node === 'number' ? node : walk(vector[node.feature]! <= node.atMost ? node.left : node.right, vector)

describe('trees', () => {
  it('give each vector the sum of what walking each tree gives', () => {
    const vector = fc.tuple(...Array.from({ length: 3 }, () => fc.integer({ min: -4, max: 4 })))
    fc.assert(
      fc.property(fc.array(tree, { maxLength: 6 }), fc.array(vector, { maxLength: 4 }), (forest, vectors) => {
        const { sizes, bytes } = packed(forest)
        const expected = vectors.map((vector) => forest.reduce<number>((sum, one) => sum + walk(one, vector), 0))
        expect(scoresOf(decodeTrees(sizes, bytes, 3)!, vectors)).toEqual(expected)
      }),
    )
  })

  it('refuses bytes that are no such trees', () => {
    const split = { feature: 1, atMost: 0, left: 1, right: 2 }
    const { sizes, bytes } = packed([split])
    expect(decodeTrees(sizes, bytes, 2)).toBeDefined()
    expect(decodeTrees(sizes, bytes, 1)).toBeUndefined()
    expect(decodeTrees(sizes, bytes.slice(1), 2)).toBeUndefined()
    expect(decodeTrees([1, 2], bytes, 2)).toBeUndefined()
    expect(decodeTrees([1, 1, 1], bytes, 2)).toBeUndefined()
    const astray = bytes.slice()
    astray[5 * 3] = 1
    expect(decodeTrees(sizes, astray, 2)).toBeUndefined()
    const endless = bytes.slice()
    endless[2] = 0
    expect(decodeTrees(sizes, endless, 2)).toBeUndefined()
    expect(leaf).toBe(bytes[1])
  })
})
