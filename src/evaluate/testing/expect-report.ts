import { expect } from 'vitest'
import type { GoldCase } from '../gold.ts'
import type { Calibration } from '../calibration.ts'
import type { Estimate, Report } from '../report.ts'
import {
  calibration,
  counts,
  expected,
  finds,
  isChanged,
  isClean,
  isRight,
  nearestRank,
  popularity,
  price,
  rates,
  ratio,
  rewriting,
  type Row,
  same,
  share,
  signTest,
  sliceKeys,
  sold,
  weighed,
  wilson,
} from './recount.ts'

export function expectRates(found: Readonly<Record<string, unknown>>, rows: readonly Row[]) {
  for (const [name, { hits, n }] of Object.entries(rates(rows))) expectRate(found[name], hits, n)
}

export function expectRate(found: unknown, hits: number, n: number) {
  const { low, high } = wilson(hits, n)
  const { value, ...rest } = found as Estimate & { hits: number; n: number }
  expect({ hits: rest.hits, n: rest.n }).toEqual({ hits, n })
  expectNear(value, ratio(hits, n))
  expectNear(rest.low, low)
  expectNear(rest.high, high)
}

export function expectNear(found: number | null, wanted: number | null) {
  if (wanted === null || Number.isNaN(wanted)) expect(found).toBeNull()
  else expect(found).toBeCloseTo(wanted, 9)
}

export function expectSystem(found: Report['sets'][number]['systems'][number], rows: readonly Row[]) {
  const { measures } = found
  expect(found.counts).toEqual(counts(rows))
  expectRates(measures, rows)
  const suggested = rows.filter(({ answer }) => answer.verdict === 'suggest')
  expectRate(measures.suggestRate, suggested.length, rows.length)
  expectRate(
    measures.suggestPrecision,
    suggested.filter((row) => isRight(row, row.answer.corrected)).length,
    suggested.length,
  )
  for (const [name, value] of Object.entries(weighed(rows)))
    expectNear(measures[name as 'f05' | 'f05AtShare' | 'netFixesPer1000'].value, value)
  const e = expected(rows)
  expectNear(measures.expectedPrecision.value, e.precision)
  expectNear(measures.expectedRecall.value, e.recall)
  expectNear(measures.expectedF1.value, e.f1)

  const popular = popularity(rows)
  const keys = new Set(rows.flatMap((row, i) => [...sliceKeys(row), popular[i]!]))
  expect(found.slices.map(({ key }) => key).sort()).toEqual([...keys].sort())
  for (const slice of found.slices) {
    const own = rows.filter((row, i) => [...sliceKeys(row), popular[i]!].includes(slice.key))
    expect(slice.n).toBe(own.length)
    expectRates(slice as unknown as Record<string, unknown>, own)
  }

  const decided = rows.filter((row) => isMovable(row) && !same(row.answer.corrected, row.gold.query))
  const isMisspelled = rows.some((row) => !isClean(row))
  const confidences = isMisspelled ? new Set(decided.map(({ answer }) => answer.confidence)) : []
  expect(found.precisionRecall.map(({ at }) => at)).toEqual([...confidences].sort((a, b) => b - a))
  for (const { at, precision, recall } of found.precisionRecall) {
    const own = rates(rewriting(rows, at))
    expect([precision, recall]).toEqual([
      ratio(own.precision.hits, own.precision.n),
      ratio(own.recall.hits, own.recall.n),
    ])
  }
  for (const { at, fixed, miscorrected, broken } of found.operation!.steps) {
    const own = counts(rewriting(rows, at))
    expect({ fixed, miscorrected, broken }).toEqual({
      fixed: own.fixed,
      miscorrected: own.miscorrected,
      broken: own.broken,
    })
  }
  for (const { verdict, clean, right, wrong } of found.operation!.verdicts) {
    const own = rows.filter(({ answer }) => answer.verdict === verdict)
    const bad = own.filter((row) => !isClean(row))
    const hit = bad.filter((row) => isRight(row, row.answer.corrected)).length
    expect([clean, right, wrong]).toEqual([own.length - bad.length, hit, bad.length - hit])
  }
  for (const [key, own] of [
    ['all', rows],
    ['corrections', rows.filter(({ gold, answer }) => !same(answer.corrected, gold.query))],
  ] as const) {
    const wanted = calibration(own)
    expect(found.calibration[key]?.n).toBe(wanted?.n)
    if (wanted) expectCalibration(found.calibration[key]!, wanted)
  }
  const bad = rows.filter((row) => !isClean(row)).length
  const atShare =
    bad === 0 || bad === rows.length
      ? undefined
      : calibration(rows, (row) => (isClean(row) ? (1 - share) / (rows.length - bad) : share / bad))
  expect(found.calibration.atShare?.n).toBe(atShare?.n)
  if (atShare) expectCalibration(found.calibration.atShare!, atShare)
  expect(found.degraded).toBe(rows.filter(({ answer }) => answer.isDegraded).length)
  expect(found.searched).toEqual(
    rows.map(({ gold, answer }) => (answer.applied === gold.query ? null : answer.applied)),
  )
  const wrong = rows.filter((row) => !isRight(row, row.answer.applied))
  const isMissed = (row: Row) => !isClean(row) && !isChanged(row)
  expect(found.falseCorrections).toEqual(listed(wrong.filter(isClean)))
  expect(found.misses).toEqual([
    ...listed(wrong.filter((row) => !isClean(row) && !isMissed(row))),
    ...listed(wrong.filter(isMissed)),
  ])

  const times = [
    ...new Map(rows.map(({ gold, answer }) => [`${gold.query} ${gold.locale}`, answer.milliseconds])).values(),
  ]
  const sorted = times.toSorted((a, b) => a - b)
  const [p50, p95, p99] = [50, 95, 99].map((percent) => nearestRank(sorted, percent))
  expect(found.latencyMs).toEqual({ n: times.length, p50, p95, p99 })
  const hours = times.reduce((sum, ms) => sum + ms, 0) / times.length / 3.6
  expect(found.cost!.coreHoursPerMillion).toBeCloseTo(hours, 9)
  expect(found.cost!.perMillion).toBeCloseTo(hours * price, 9)
}

/** Of several queries the most certain first, those without a confidence last. */
function listed(rows: readonly Row[]) {
  const sure = ({ answer }: Row) => (Number.isNaN(answer.confidence) ? -1 : answer.confidence)
  return [...rows]
    .sort((a, b) => sure(b) - sure(a))
    .map(({ gold: { query, golds, slice }, answer: { applied, corrected, confidence, verdict } }) => ({
      ...{ query, applied, corrected, golds, verdict },
      confidence: Number.isNaN(confidence) ? null : confidence,
      ...(slice === undefined ? {} : { slice }),
    }))
}

function isMovable({ answer }: Row): boolean {
  return !answer.isHeld && !Number.isNaN(answer.confidence)
}

function expectCalibration(found: Calibration, { error, bins }: NonNullable<ReturnType<typeof calibration>>) {
  expect(found.expectedCalibrationError).toBeCloseTo(error, 9)
  expect(found.bins).toHaveLength(bins.length)
  found.bins.forEach(({ from, to, n, meanConfidence, accuracy }, i) => {
    const own = bins[i]!
    expect({ from, to, n }).toEqual({ from: own.from, to: own.to, n: own.n })
    expect(meanConfidence).toBeCloseTo(own.meanConfidence, 9)
    expect(accuracy).toBeCloseTo(own.accuracy, 9)
  })
}

export function expectComparison(
  found: Report['sets'][number]['comparisons'][number],
  own: readonly Row[],
  base: readonly Row[],
) {
  const right = (row: Row) => isRight(row, row.answer.applied)
  const onlySystem = own.filter((row, i) => right(row) && !right(base[i]!)).length
  const onlyBaseline = own.filter((row, i) => !right(row) && right(base[i]!)).length
  expect([found.onlySystem, found.onlyBaseline]).toEqual([onlySystem, onlyBaseline])
  expect(found.p).toBeCloseTo(signTest(onlySystem, onlyBaseline), 9)
  expectNear(found.accuracyGain.value, (onlySystem - onlyBaseline) / own.length)
  const [gain, before] = [weighed(own).netFixesPer1000, weighed(base).netFixesPer1000]
  expectNear(found.netFixesGain.value, gain === null || before === null ? null : gain - before)
  expectNear(found.expectedF1Gain.value, expected(own).f1 - expected(base).f1)
}

export function expectSearch(
  found: NonNullable<Report['sets'][number]['search']>,
  bySystem: readonly (readonly Row[])[],
) {
  const judged = bySystem[0]!.flatMap(({ gold }, at) => (gold.relevant ? [{ gold, at }] : []))
  const recallOf = (textOf: (gold: GoldCase, at: number) => string) => {
    const each = judged.map(({ gold, at }) => {
      const hits = finds(textOf(gold, at))
      return { hits, recall: gold.relevant!.filter((id) => hits.includes(id)).length / gold.relevant!.length }
    })
    return {
      each,
      recall: each.reduce((sum, { recall }) => sum + recall, 0) / each.length,
      empty: each.filter(({ hits }) => hits.length === 0).length,
    }
  }
  const raw = recallOf(({ query }) => query)
  const gold = recallOf(({ golds }) => golds[0]!)
  expect(found.n).toBe(judged.length)
  const ids = new Set(judged.flatMap(({ gold }) => gold.relevant!))
  expect([found.products, found.productsNotInCatalog]).toEqual([ids.size, [...ids].filter((id) => !sold(id)).length])
  for (const [figures, own] of [
    [found.raw, raw],
    [found.gold, gold],
  ] as const) {
    expectNear(figures.recallAt24.value, own.recall)
    expectRate(figures.zeroResultRate, own.empty, judged.length)
  }
  found.systems.forEach((figures, s) => {
    const own = recallOf((_, at) => bySystem[s]![at]!.answer.applied)
    expectNear(figures.recallAt24.value, own.recall)
    expectRate(figures.zeroResultRate, own.empty, judged.length)
    const won = gold.recall > raw.recall + 1e-12 ? (own.recall - raw.recall) / (gold.recall - raw.recall) : null
    if (Math.abs(gold.recall - raw.recall) > 1e-12 || won === null) expectNear(figures.recallWonBack.value, won)
  })
  const [base, own] = bySystem.map((rows) => recallOf((_, at) => rows[at]!.answer.applied))
  const [compared] = found.comparisons
  const only = (one: typeof own, other: typeof own) =>
    one!.each.filter(({ hits }, i) => hits.length === 0 && other!.each[i]!.hits.length > 0).length
  expect(compared).toMatchObject({ onlySystemEmpty: only(own, base), onlyBaselineEmpty: only(base, own) })
  expectNear(compared!.recallAt24Gain.value, own!.recall - base!.recall)
  expect(compared!.p).toBeCloseTo(signTest(only(own, base), only(base, own)), 9)
}
