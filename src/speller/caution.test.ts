import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cautious } from './caution.ts'
import { decide, type DecideFacts, type DecideOptions } from './decide.ts'

const chosen: DecideOptions = {
  suggestAt: 0.4,
  rewriteAt: 0.6,
  typedAtMost: 0.2,
  rightWordAtMost: 0.1,
  loneTermAtMost: 0.05,
  exactNameAt: 0.9,
}
const probability = fc.double({ min: 0, max: 1, noNaN: true })
const caution = fc.double({ min: 0.1, max: 10, noNaN: true })
const options = fc.record({
  suggestAt: probability,
  rewriteAt: probability,
  typedAtMost: probability,
  rightWordAtMost: probability,
  loneTermAtMost: probability,
  exactNameAt: probability,
})
const facts: fc.Arbitrary<DecideFacts> = fc.record({
  confidence: probability,
  typedProbability: probability,
  unchanged: fc.boolean(),
  inCatalog: fc.boolean(),
  changesRightWords: fc.boolean(),
  changesMissingWords: fc.boolean(),
  readsMissingWords: fc.boolean(),
  respellsLoneTerm: fc.boolean(),
  breaksLoneTerm: fc.boolean(),
  changesName: fc.boolean(),
  guarded: fc.boolean(),
  mode: fc.constant('auto' as const),
  enoughResults: fc.constant(1000),
})

describe('cautious', () => {
  it('moves the odds by the factor', () => {
    const { suggestAt, rewriteAt, typedAtMost, rightWordAtMost, loneTermAtMost, exactNameAt } = cautious(chosen, 2)
    expect(suggestAt).toBe(0.4)
    // odds 1.5, 0.25, 1/9, 1/19 and 9
    expect(rewriteAt).toBeCloseTo(3 / 4, 12)
    expect(typedAtMost).toBeCloseTo(0.125 / 1.125, 12)
    expect(rightWordAtMost).toBeCloseTo(1 / 19, 12)
    expect(loneTermAtMost).toBeCloseTo(1 / 39, 12)
    expect(exactNameAt).toBeCloseTo(18 / 19, 12)
  })

  it('changes nothing at 1', () => {
    expect(cautious(chosen, 1)).toEqual(chosen)
  })

  it('keeps "did you mean" no harder than a rewrite', () => {
    const eager = cautious(chosen, 0.2)
    expect(eager.suggestAt).toBe(eager.rewriteAt)
  })

  it('never rewrites where less caution would not', () => {
    fc.assert(
      fc.property(facts, options, caution, caution, (given, own, a, b) => {
        const [less, more] = a < b ? [a, b] : [b, a]
        const rewritesWith = (factor: number) => decide(given, cautious(own, factor)).verdict === 'rewrite'
        expect(rewritesWith(more) && !rewritesWith(less)).toBe(false)
      }),
    )
  })

  it('moves thresholds one way, however little the caution and however near they are to 0 or 1', () => {
    const near = fc.oneof(
      probability,
      fc.nat(20).map((steps) => 1 - steps * Number.EPSILON),
      fc.constant(Number.MIN_VALUE),
    )
    const step = fc.nat(20).map((steps) => 1 + steps * Number.EPSILON)
    fc.assert(
      fc.property(near, fc.oneof(caution, step), fc.oneof(caution, step), (p, a, b) => {
        const [less, more] = a < b ? [a, b] : [b, a]
        const at = (factor: number) => cautious({ ...chosen, rewriteAt: p, typedAtMost: p }, factor)
        expect(at(more).rewriteAt).toBeGreaterThanOrEqual(at(less).rewriteAt)
        expect(at(more).typedAtMost).toBeLessThanOrEqual(at(less).typedAtMost)
      }),
    )
  })
})
