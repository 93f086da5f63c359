import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { topBy } from './top.ts'

describe('topBy', () => {
  it('takes what sorting by score takes, for any scores', () => {
    const score = fc.oneof(fc.constantFrom(1, 2, 3), fc.double({ min: 1e-6, max: 1e6, noNaN: true }))
    fc.assert(
      fc.property(fc.array(score, { maxLength: 200 }), fc.nat({ max: 40 }), (scores, n) => {
        const positions = scores.map((_, i) => i)
        const sorted = [...positions].sort((a, b) => scores[b]! - scores[a]! || a - b).slice(0, n)
        expect(topBy(positions, scores, n).sort((a, b) => a - b)).toEqual(sorted.sort((a, b) => a - b))
      }),
    )
  })
})
