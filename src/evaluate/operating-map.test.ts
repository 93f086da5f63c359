import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { operatingPoints, tallyAt } from './operating-map.ts'
import { outcomeOf, tallyOf } from './outcome.ts'
import { answerOf, noTally } from './testing.ts'

const gold = (query: string, right: string) => ({ query, golds: [right], isBrand: false })

describe('tallyAt', () => {
  const outcomes = [
    outcomeOf(gold('nkie', 'nike'), answerOf('nkie', 'nike', 'rewrite', 0.9)),
    outcomeOf(gold('pumma', 'puma'), answerOf('pumma', 'puma', 'suggest', 0.7)),
    outcomeOf(gold('hygeeni', 'hygeeni'), answerOf('hygeeni', 'hygiene', 'keep', 0.6)),
    outcomeOf(gold('asics', 'asics'), answerOf('asics', 'asics', 'keep', 0.99)),
  ]

  it('searches every best reading whose confidence reaches the threshold', () => {
    expect(tallyAt(outcomes, 0.5)).toEqual({ ...noTally, fixed: 2, broken: 1, kept: 1 })
    expect(tallyAt(outcomes, 0.7)).toEqual({ ...noTally, fixed: 2, kept: 2 })
    expect(tallyAt(outcomes, 0.95)).toEqual({ ...noTally, missed: 2, kept: 2 })
  })

  it('leaves what a rule holds, and what has no confidence', () => {
    const held = { ...answerOf('hygeeni', 'hygiene', 'keep', 0.97), isHeld: true }
    const unsure = answerOf('hygeeni', 'hygiene', 'keep', NaN)
    for (const answer of [held, unsure]) {
      expect(tallyAt([outcomeOf(gold('hygeeni', 'hygeeni'), answer)], 0.5)).toEqual({ ...noTally, kept: 1 })
    }
  })

  it('gives what really happened, at the threshold that the system ran with', () => {
    const text = fc.constantFrom('nike', 'nkie', 'puma', 'asics')
    const row = fc.record({
      query: text,
      right: text,
      reading: text,
      confidence: fc.double({ min: 0, max: 1, noNaN: true }),
    })
    fc.assert(
      fc.property(fc.array(row), fc.constantFrom(...operatingPoints()), (rows, rewriteAt) => {
        const run = rows.map(({ query, right, reading, confidence }) =>
          outcomeOf(
            gold(query, right),
            answerOf(query, reading, confidence >= rewriteAt ? 'rewrite' : 'keep', confidence),
          ),
        )
        expect(tallyAt(run, rewriteAt)).toEqual(tallyOf(run.map(({ fate }) => fate)))
      }),
    )
  })

  it('is asked for thresholds from 0 to 0.99, rising, that in force among them once', () => {
    for (const inForce of [undefined, 0, 0.38, 0.9, 0.995]) {
      const points = operatingPoints(inForce)
      expect(points[0]).toBe(0)
      expect(points).toEqual([...new Set(points)].sort((a, b) => a - b))
      expect(points).toContain(inForce ?? 0.99)
      expect(points).toContain(0.5)
    }
  })
})
