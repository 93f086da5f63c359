import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { expectedOf } from './expected.ts'
import { outcomeOf, type Outcome } from './outcome.ts'
import { answerOf } from './testing.ts'

const outcome = (golds: readonly string[], candidates: Readonly<Record<string, number>>): Outcome =>
  outcomeOf(
    { query: 'colour tv', golds, isBrand: false },
    {
      ...answerOf('colour tv', Object.keys(candidates)[0] ?? 'colour tv', 'keep', 0.5),
      candidates: Object.entries(candidates).map(([text, probability]) => ({ text, probability })),
    },
  )

describe('expectedOf', () => {
  it('agrees with an example by hand, of which one query has two right spellings and one has three', () => {
    const outcomes = [
      // both right spellings are candidates, with 0.75 of the probability; "dolour tv" has the rest
      outcome(['colour tv', 'color tv'], { 'colour tv': 0.5, 'color tv': 0.25, 'dolour tv': 0.25 }),
      // one of three
      outcome(['t-shirt', 't shirt', 'tshirt'], { tshirt: 1 }),
      // the only one is not among them
      outcome(['nike'], { bike: 0.5, hike: 0.5 }),
    ]
    const { precision, recall, f1 } = expectedOf(outcomes)
    expect(precision).toBe((0.75 + 1 + 0) / 3)
    // 2/2, 1/3 and 0/1
    expect(recall).toBeCloseTo(4 / 9, 15)
    expect(f1).toBeCloseTo((2 * (7 / 12) * (4 / 9)) / (7 / 12 + 4 / 9), 15)
  })

  it('does not lose a query with two right spellings to whole-number division', () => {
    expect(expectedOf([outcome(['colour tv', 'color tv'], { 'color tv': 1 })]).recall).toBe(0.5)
  })

  it('scales what does not sum to 1, and takes one text in two spellings of white space for one', () => {
    const { precision } = expectedOf([outcome(['nike'], { NIKE: 0.3, ' nike ': 0.3, bike: 0.2 })])
    expect(precision).toBeCloseTo(0.75, 15)
  })

  it('is 0, not undefined, where nothing is right', () => {
    expect(expectedOf([outcome(['nike'], { bike: 1 })])).toEqual({ precision: 0, recall: 0, f1: 0 })
    expect(expectedOf([]).f1).toBeNaN()
  })

  it('takes the best reading alone where a system names no candidates', () => {
    const gold = { query: 'nkie', golds: ['nike', 'nikee'], isBrand: false }
    const { precision, recall } = expectedOf([outcomeOf(gold, answerOf('nkie', 'nike', 'suggest', 0.4))])
    expect([precision, recall]).toEqual([1, 0.5])
  })

  it('is exact where plain sums are not: fractions over their common denominator', () => {
    const sizes = fc.array(fc.tuple(fc.integer({ min: 1, max: 5 }), fc.nat({ max: 5 })), {
      minLength: 1,
      maxLength: 60,
    })
    fc.assert(
      fc.property(sizes, (rows) => {
        const outcomes = rows.map(([size, hits]) => {
          const golds = Array.from({ length: size }, (_, i) => `gold ${i}`)
          const shown = golds.slice(0, hits)
          return outcome(golds, Object.fromEntries([...shown, 'other'].map((text) => [text, 1])))
        })
        const sixtieths = rows.reduce(
          (sum, [size, hits]) => sum + (BigInt(Math.min(size, hits)) * 60n) / BigInt(size),
          0n,
        )
        expect(expectedOf(outcomes).recall).toBeCloseTo(Number(sixtieths) / 60 / rows.length, 14)
      }),
    )
  })
})
