import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { comparable } from './gold.ts'
import { operationOf } from './operating-map.ts'
import { outcomeOf, type Outcome } from './outcome.ts'
import { precisionRecallCurve } from './precision-recall.ts'
import { answerOf } from './testing.ts'

const outcome = (query: string, gold: string, corrected: string, confidence: number, isHeld = false): Outcome =>
  outcomeOf(
    { query, golds: [gold], isBrand: false },
    { ...answerOf(query, corrected, confidence >= 0.5 && !isHeld ? 'rewrite' : 'keep', confidence), isHeld },
  )
const outcomes = [
  outcome('nkie', 'nike', 'nike', 0.9),
  outcome('makta', 'makita', 'market', 0.6),
  outcome('tomy', 'tomy', 'tommy', 0.8),
  outcome('bosh', 'bosch', 'bosch', 0.7, true),
  outcome('asics', 'asics', 'asics', 0.95),
]

describe('precisionRecallCurve', () => {
  it('has a point for each confidence at which something is rewritten', () => {
    expect(precisionRecallCurve(outcomes)).toEqual([
      { at: 0.9, precision: 1, recall: 1 / 3 },
      { at: 0.8, precision: 1 / 2, recall: 1 / 3 },
      { at: 0.6, precision: 1 / 3, recall: 1 / 3 },
    ])
  })

  it('is empty where nothing is misspelled, or no confidence decides', () => {
    expect(precisionRecallCurve([outcomes[2]!])).toEqual([])
    expect(precisionRecallCurve([outcome('nkie', 'nike', 'nike', NaN)])).toEqual([])
  })

  it('agrees with counting from the start, and recall never falls', () => {
    const texts = fc.constantFrom('nike', 'nkie', 'tomy', 'Tomy')
    const any = fc.tuple(texts, texts, texts, fc.integer({ min: 0, max: 100 }), fc.boolean())
    fc.assert(
      fc.property(fc.array(any, { minLength: 1, maxLength: 30 }), (rows) => {
        const curve = precisionRecallCurve(
          rows.map(([q, g, c, percent, held]) => outcome(q, g, c, percent / 100, held)),
        )
        const misspelled = rows.filter(([q, g]) => comparable(q) !== comparable(g))
        curve.forEach(({ at, precision, recall }, i) => {
          const changed = rows.filter(
            ([q, , c, percent, held]) => percent / 100 >= at && !held && comparable(c) !== comparable(q),
          )
          const right = changed.filter(([, g, c]) => comparable(c) === comparable(g))
          expect(precision).toBe(right.length / changed.length)
          expect(recall).toBe(right.length / misspelled.length)
          if (i > 0) expect(recall).toBeGreaterThanOrEqual(curve[i - 1]!.recall)
        })
      }),
    )
  })
})

describe('operationOf', () => {
  it('counts verdicts, and corrections from each confidence on', () => {
    const { verdicts, steps } = operationOf(outcomes, { suggestAt: 0.3, rewriteAt: 0.5 })
    expect(verdicts).toEqual([
      { verdict: 'keep', clean: 0, right: 1, wrong: 0 },
      { verdict: 'suggest', clean: 0, right: 0, wrong: 0 },
      { verdict: 'rewrite', clean: 2, right: 1, wrong: 1 },
    ])
    expect(steps).toHaveLength(51)
    expect(steps[0]).toEqual({ at: 0, fixed: 1, miscorrected: 1, broken: 1 })
    expect(steps.find(({ at }) => at === 0.7)).toEqual({ at: 0.7, fixed: 1, miscorrected: 0, broken: 1 })
    expect(steps.at(-1)).toEqual({ at: 1, fixed: 0, miscorrected: 0, broken: 0 })
  })
})
