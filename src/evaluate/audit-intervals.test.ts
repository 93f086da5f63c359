import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { GoldCase } from './gold.ts'
import type { Estimate } from './report.ts'
import { caseOf, rowsOf, run, systemOf, table } from './testing/audited.ts'
import { counts, expectedOfRow, finds, harmonic, isClean, isRight, type Row, weighedCounts } from './testing/recount.ts'

const times = 2000

/** Minimal standard generator, in (0, 1). */
let state = 20_260_101
const random = () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647

/** Marsaglia's polar method. */
function normal(): number {
  for (;;) {
    const [x, y] = [2 * random() - 1, 2 * random() - 1]
    const square = x * x + y * y
    if (square > 0 && square < 1) return x * Math.sqrt((-2 * Math.log(square)) / square)
  }
}

/** Gamma variates of a whole or half shape, as sums of exponential ones and half the square of a normal one. */
function gammaOf(shape: number): number {
  const whole = Math.floor(shape)
  const rest = shape > whole ? normal() ** 2 / 2 : 0
  return Array.from({ length: whole }, () => -Math.log(random())).reduce((sum, one) => sum + one, rest)
}

/** A draw from what is known of the shares after the counts, with half a case more for each. */
function shares(seen: readonly number[]): readonly number[] {
  const drawn = seen.map((count) => gammaOf(count + 0.5))
  const sum = drawn.reduce((total, one) => total + one, 0)
  return drawn.map((one) => one / sum)
}

/** A draw of the columns' means, each row with a weight, half a row at each end. */
function means(rows: readonly (readonly number[])[], ends: readonly (readonly number[])[]): readonly number[] {
  const drawn = [...rows.map((row) => [row, gammaOf(1)] as const), ...ends.map((row) => [row, gammaOf(0.5)] as const)]
  const sum = drawn.reduce((total, [, weight]) => total + weight, 0)
  return rows[0]!.map((_, i) => drawn.reduce((total, [row, weight]) => total + row[i]! * weight, 0) / sum)
}

/** Within what so few draws may miss of a percentile, whose standard error is a tenth of the deviation. */
function expectInterval({ value, low, high }: Estimate, draw: () => number) {
  const drawn = Array.from({ length: times }, draw)
    .filter((one) => !Number.isNaN(one))
    .sort((a, b) => a - b)
  const [from, to] = [0.025, 0.975].map((share) => drawn[Math.floor(drawn.length * share)]!)
  const allowed = 0.4 * ((to! - from!) / 3.92)
  expect(allowed).toBeGreaterThan(0)
  expect(Math.abs(low! - Math.min(from!, value!))).toBeLessThan(allowed)
  expect(Math.abs(high! - Math.max(to!, value!))).toBeLessThan(allowed)
}

const [drawn, first, second] = fc.sample(fc.tuple(fc.array(caseOf, { minLength: 60, maxLength: 60 }), table, table), {
  numRuns: 1,
  seed: 11,
})[0]!
/** Where products are judged, those that the gold finds are relevant. */
const cases = drawn.map(({ relevant, ...gold }): GoldCase => {
  const found = finds(gold.golds[0]!)
  return relevant && found.length > 0 ? { ...gold, relevant: found } : gold
})
const systems = [systemOf('base', first), systemOf('own', second)] as const
const set = (await run([cases], systems)).sets[0]!
const [base, own] = [await rowsOf(cases, systems[0]), await rowsOf(cases, systems[1])]

/** The counts of a system, drawn again: right and misspelled queries apart. */
function redrawn(rows: readonly Row[]): ReturnType<typeof counts> {
  const seen = counts(rows)
  const clean = rows.filter(isClean).length
  const [kept, rephrased, broken] = shares([seen.kept, seen.rephrased, seen.broken])
  const [fixed, miscorrected, missed] = shares([seen.fixed, seen.miscorrected, seen.missed])
  const [ofClean, ofBad] = [(part: number) => part * clean, (part: number) => part * (rows.length - clean)]
  return {
    ...{ kept: ofClean(kept!), rephrased: ofClean(rephrased!), broken: ofClean(broken!) },
    ...{ fixed: ofBad(fixed!), miscorrected: ofBad(miscorrected!), missed: ofBad(missed!) },
  }
}

/** The mean of differences of 1, 0 and -1, drawn again. */
function redrawnDifference(test: (row: Row) => boolean, among: (row: Row) => boolean): number {
  const pairs = own.flatMap((row, i) => (among(row) ? [Number(test(row)) - Number(test(base[i]!))] : []))
  const [gained, , lost] = shares([1, 0, -1].map((wanted) => pairs.filter((one) => one === wanted).length))
  return gained! - lost!
}

const searchedRight = (row: Row) => isRight(row, row.answer.applied)
const bothEnds = [
  [0, 0],
  [1, 1],
]
const expectedOf = (row: Row) => {
  const { precision, recall } = expectedOfRow(row)
  return [precision, recall]
}

describe('every interval of a report that is drawn', () => {
  it('agrees with other draws: F0.5 and net fixes', () => {
    expect(set.clean * set.misspelled).toBeGreaterThan(100)
    for (const [i, rows] of [base, own].entries())
      for (const name of ['f05', 'f05AtShare', 'netFixesPer1000'] as const)
        expectInterval(set.systems[i]!.measures[name], () => weighedCounts(redrawn(rows))[name]!)
  })

  it('agrees with other draws: expected measures', () => {
    for (const [i, rows] of [base, own].entries()) {
      const draw = () => means(rows.map(expectedOf), bothEnds)
      const { expectedPrecision, expectedRecall, expectedF1 } = set.systems[i]!.measures
      expectInterval(expectedPrecision, () => draw()[0]!)
      expectInterval(expectedRecall, () => draw()[1]!)
      expectInterval(expectedF1, () => {
        const [precision, recall] = draw()
        return harmonic(precision!, recall!)
      })
    }
  })

  it('agrees with other draws: gains over the baseline', () => {
    const { accuracyGain, netFixesGain, expectedF1Gain } = set.comparisons[0]!
    expectInterval(accuracyGain, () => redrawnDifference(searchedRight, () => true))
    expectInterval(netFixesGain, () => {
      const fixed = redrawnDifference(searchedRight, (row) => !isClean(row))
      const broken = redrawnDifference((row) => !searchedRight(row), isClean)
      return 1000 * (0.12 * fixed - 0.88 * broken)
    })
    const rows = own.map((row, i) => [...expectedOf(row), ...expectedOf(base[i]!)])
    const ends = bothEnds.flatMap((one) => bothEnds.map((other) => [...one, ...other]))
    expectInterval(expectedF1Gain, () => {
      const [p, r, q, s] = means(rows, ends)
      return harmonic(p!, r!) - harmonic(q!, s!)
    })
  })

  it('agrees with other draws: recall of a search', () => {
    const search = set.search!
    const recall = ({ gold }: Row, text: string) => {
      const hits = finds(text)
      return gold.relevant!.filter((id) => hits.includes(id)).length / gold.relevant!.length
    }
    const judged = own.flatMap((row, i) => (row.gold.relevant ? [{ row, other: base[i]! }] : []))
    expect(judged.length).toBeGreaterThan(20)
    const rows = judged.map(({ row, other }) => ({
      raw: recall(row, row.gold.query),
      gold: recall(row, row.gold.golds[0]!),
      own: recall(row, row.answer.applied),
      base: recall(row, other.answer.applied),
    }))
    const meanOf = (key: keyof (typeof rows)[number]) => () =>
      means(
        rows.map((one) => [one[key]]),
        [[0], [1]],
      )[0]!
    expectInterval(search.raw.recallAt24, meanOf('raw'))
    expectInterval(search.gold.recallAt24, meanOf('gold'))
    for (const [i, key] of (['base', 'own'] as const).entries()) {
      expectInterval(search.systems[i]!.recallAt24, meanOf(key))
      expectInterval(search.systems[i]!.recallWonBack, () => {
        const [raw, corrected, gold] = means(
          rows.map((one) => [one.raw, one[key], one.gold]),
          [
            [0, 0, 1],
            [0, 1, 1],
          ],
        )
        return gold! > raw! ? (corrected! - raw!) / (gold! - raw!) : NaN
      })
    }
    const pairs = rows.map((one) => [one.own, one.base])
    const corners = [0, 1].flatMap((one) => [0, 1].map((other) => [one, other]))
    expectInterval(search.comparisons[0]!.recallAt24Gain, () => {
      const [mean, before] = means(pairs, corners)
      return mean! - before!
    })
  })
})
