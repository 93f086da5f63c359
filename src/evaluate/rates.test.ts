import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { f05AtShare, netFixesPer1000 } from './at-share.ts'
import { f05, fScore } from './f-score.ts'
import { comparable, type GoldCase } from './gold.ts'
import { outcomeOf, tallyOf } from './outcome.ts'
import {
  accuracy,
  bestReadingAccuracy,
  falseCorrectionRate,
  precision,
  recall,
  share,
  suggestPrecision,
  suggestRate,
} from './rates.ts'
import { answerOf, anyTally, noTally } from './testing.ts'

const tally = { kept: 88, rephrased: 1, broken: 2, fixed: 6, miscorrected: 1, missed: 3 }

describe('the measures of one hand-counted set', () => {
  it('count what they say', () => {
    expect(accuracy(tally)).toEqual({ hits: 95, n: 101 })
    expect(falseCorrectionRate(tally)).toEqual({ hits: 2, n: 91 })
    expect(precision(tally)).toEqual({ hits: 7, n: 10 })
    expect(recall(tally)).toEqual({ hits: 6, n: 10 })
  })

  it('weigh precision over recall in F0.5', () => {
    expect(f05(tally)).toBeCloseTo((1.25 * 0.7 * 0.6) / (0.25 * 0.7 + 0.6), 12)
    expect(fScore(0.5, 1, 0.5)).toBeCloseTo(5 / 9, 12)
    expect(fScore(1, 0.5, 0.5)).toBeCloseTo(5 / 6, 12)
    expect(fScore(0.3, 0.8, 1)).toBeCloseTo(0.48 / 1.1, 12)
  })

  it('state net fixes and F0.5 at a share of misspelled queries', () => {
    expect(netFixesPer1000(tally, 0.12)).toBeCloseTo(1000 * (0.6 * 0.12 - (2 / 91) * 0.88), 9)
    const fixed = 0.12 * 0.6
    const rephrased = 0.88 / 91
    const changed = 0.12 * 0.7 + (0.88 * 3) / 91
    expect(f05AtShare(tally, 0.12)).toBeCloseTo(fScore((fixed + rephrased) / changed, 0.6, 0.5), 12)
  })
})

describe('the measures at their edges', () => {
  it('are undefined where nothing was counted', () => {
    for (const rate of [accuracy, falseCorrectionRate, precision, recall]) expect(share(rate(noTally))).toBeNaN()
    const clean = { ...noTally, kept: 5 }
    const misspelled = { ...noTally, missed: 5 }
    expect(f05(clean)).toBeNaN()
    for (const one of [clean, misspelled]) {
      expect(f05AtShare(one, 0.12)).toBeNaN()
      expect(netFixesPer1000(one, 0.12)).toBeNaN()
    }
  })

  it('give a system that changes nothing an F0.5 and net fixes of 0', () => {
    const untouched = { ...noTally, kept: 9, missed: 1 }
    expect([f05(untouched), f05AtShare(untouched, 0.12), netFixesPer1000(untouched, 0.12)]).toEqual([0, 0, 0])
  })

  it('go below 0 net fixes for a system that breaks more than it mends', () => {
    expect(netFixesPer1000({ ...noTally, kept: 80, broken: 20, fixed: 10 }, 0.12)).toBeCloseTo(120 - 176, 9)
  })

  it('keep F0.5 the same at the share that the set has', () => {
    fc.assert(
      fc.property(anyTally(), (own) => {
        const clean = own.kept + own.rephrased + own.broken
        const misspelled = own.fixed + own.miscorrected + own.missed
        fc.pre(clean > 0 && misspelled > 0)
        expect(f05AtShare(own, misspelled / (clean + misspelled))).toBeCloseTo(f05(own), 9)
      }),
    )
  })
})

describe('the measures of judged queries', () => {
  const text = fc.constantFrom('nike', 'Nike', 'nkie', 'puma', 'red bull', 'red  bull')
  const cases = fc.record({
    gold: fc.record({
      query: text,
      golds: fc.array(text, { minLength: 1, maxLength: 2 }),
      isBrand: fc.constant(false),
    }),
    reading: text,
    verdict: fc.constantFrom('keep' as const, 'suggest' as const, 'rewrite' as const),
  })

  it('agree with a naive count over the texts', () => {
    fc.assert(
      fc.property(fc.array(cases, { maxLength: 60 }), (rows) => {
        const outcomes = rows.map(({ gold, reading, verdict }) =>
          outcomeOf(gold as GoldCase, answerOf(gold.query, reading, verdict, 0.5)),
        )
        const own = tallyOf(outcomes.map(({ fate }) => fate))
        const naive = rows.map(({ gold, reading, verdict }) => {
          const query = comparable(gold.query)
          const golds = new Set(gold.golds.map(comparable))
          const applied = comparable(verdict === 'rewrite' ? reading : gold.query)
          return { query, applied, reading: comparable(reading), verdict, right: golds.has(applied), golds }
        })
        const count = (test: (row: (typeof naive)[number]) => boolean) => naive.filter(test).length
        const clean = (row: (typeof naive)[number]) => row.golds.has(row.query)
        const changed = (row: (typeof naive)[number]) => row.applied !== row.query
        expect(accuracy(own)).toEqual({ hits: count((row) => row.right), n: rows.length })
        expect(falseCorrectionRate(own)).toEqual({ hits: count((row) => clean(row) && !row.right), n: count(clean) })
        expect(precision(own)).toEqual({ hits: count((row) => changed(row) && row.right), n: count(changed) })
        expect(recall(own)).toEqual({
          hits: count((row) => !clean(row) && row.right),
          n: count((row) => !clean(row)),
        })
        expect(bestReadingAccuracy(outcomes).hits).toBe(count((row) => row.golds.has(row.reading)))
        const suggested = count((row) => row.verdict === 'suggest')
        expect(suggestRate(outcomes)).toEqual({ hits: suggested, n: rows.length })
        expect(suggestPrecision(outcomes)).toEqual({
          hits: count((row) => row.verdict === 'suggest' && row.golds.has(row.reading)),
          n: suggested,
        })
      }),
    )
  })

  it('agree on F0.5 with the form over true positives, false positives and false negatives', () => {
    fc.assert(
      fc.property(anyTally(), (drawn) => {
        const own = { ...drawn, rephrased: 0 }
        fc.pre(own.fixed > 0)
        const missed = own.missed + own.miscorrected
        const wrong = own.broken + own.miscorrected
        expect(f05(own)).toBeCloseTo((1.25 * own.fixed) / (1.25 * own.fixed + 0.25 * missed + wrong), 12)
      }),
    )
  })
})
