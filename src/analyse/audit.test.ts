import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nearestRank } from '../evaluate/testing/recount.ts'
import type { LoggedDecision, Verdict } from '../speller/types.ts'
import type { Analysis } from './analysis.ts'
import { analysisOf } from './testing.ts'
import {
  type Both,
  changed,
  changedRow,
  countingFor,
  decisionOf,
  expectDrift,
  expectNamed,
  expectRows,
  given,
  has,
  isRewrite,
  last,
  type Log,
  lower,
  pick,
  searches,
  unknown,
  verdicts,
} from './testing/recount.ts'

function expectLists(found: Analysis, both: Both) {
  const [now, before] = both
  expectRows(found.topRewrites, both, changedRow, { key: changed, test: isRewrite })
  const ofRow = (one: LoggedDecision, row: string) => changed(one) === row
  expectRows(found.revertedRewrites, both, changedRow, {
    key: changed,
    test: (one) => isRewrite(one) && has(one, 'reverted'),
    among: ofRow,
  })
  expectRows(found.withoutResults, both, changedRow, {
    key: changed,
    test: (one) => one.record.verdict !== 'keep' && searches(one).failed,
    among: (one, row) => ofRow(one, row) && searches(one).wasCorrection,
  })
  expectRows(found.queriesWithoutResults, both, ({ query }) => query, {
    key: ({ record }) => lower(record.query),
    test: (one) => searches(one).typedFailed,
  })
  const heldKey = ({ record: { reason, query, edits } }: LoggedDecision) =>
    `${reason}: ${lower(query).split(' ')[0]} → ${edits[0]?.to}`
  const isHeld = ({ record: { reason, edits } }: LoggedDecision) =>
    edits.length > 0 && (reason === 'low_confidence' || reason === 'plausible')
  const heldRow = (row: Analysis['heldBack'][number]) => `${row.reason}: ${row.typed} → ${row.read}`
  expectRows(found.heldBack, both, heldRow, { key: heldKey, test: isHeld })
  for (const row of found.heldBack) {
    const own = now.filter((one) => isHeld(one) && heldKey(one) === heldRow(row))
    expect(row.meanConfidence).toBeCloseTo(own.reduce((sum, { record }) => sum + record.confidence, 0) / own.length, 9)
    expect(row.queryCount).toBe(new Set(own.map(({ record }) => lower(record.query))).size)
  }
  const isWrong = (one: LoggedDecision) => (last(one)?.kind ?? 'right') !== 'right'
  const wrongKey = (one: LoggedDecision) => {
    const { query, corrected, verdict } = one.record
    return `${verdict}: ${lower(query)} → ${lower(verdict === 'keep' ? query : corrected)}`
  }
  expect(
    Object.fromEntries(found.calledWrong.map((row) => [`${row.verdict}: ${row.query} → ${row.offered}`, row.n])),
  ).toEqual(
    Object.fromEntries(
      now
        .filter(isWrong)
        .map((one) => [wrongKey(one), pick(now, (other) => isWrong(other) && wrongKey(other) === wrongKey(one)).hits]),
    ),
  )
  const terms = [...new Set(now.flatMap(unknown))].filter((term) => countingFor(term, now).length >= 2)
  const isMisspelled = (term: string) => term === 'asiks'
  const termsOf = (rows: readonly { readonly term: string }[]) => rows.map(({ term }) => term).sort()
  expect(termsOf(found.unknownTerms)).toEqual(terms.filter((term) => !isMisspelled(term)).sort())
  expect(termsOf(found.keptMisspellings)).toEqual(terms.filter(isMisspelled))
  for (const row of found.keptMisspellings)
    expect(row.held).toBe(
      pick(now, (one) => {
        const { verdict, reason, edits } = one.record
        const isSo = edits.some(({ from, to }) => lower(from) === row.term && to === 'nike')
        return verdict === 'keep' && reason === 'low_confidence' && isSo && unknown(one).includes(row.term)
      }).hits,
    )
  for (const row of [...found.unknownTerms, ...found.keptMisspellings]) {
    const own = countingFor(row.term, now)
    const count = (log: Log) => ({ hits: countingFor(row.term, log).length, n: log.length })
    expectDrift(row, count(now), count(before))
    expect(row.refused).toBe(own.filter(({ record }) => record.verdict !== 'keep').length)
  }
}

function expectTotals(found: Analysis, both: Both) {
  const [now, before] = both
  expect([found.now.decisions, found.before.decisions]).toEqual([now.length, before.length])
  const counted = found.days.map(({ day, ...counts }) => [day, counts])
  const dayOf = ({ record }: LoggedDecision) => record.at.slice(0, 10)
  const onDay = (day: string, verdict: Verdict) =>
    pick(now, (one) => dayOf(one) === day && one.record.verdict === verdict)
  const days = Array.from({ length: 7 }, (_, i) => new Date(Date.UTC(2026, 0, 8 + i)).toISOString().slice(0, 10))
  const shown = days.filter((day) => before.length > 0 || now.some((one) => dayOf(one) <= day))
  expect(counted).toEqual(
    shown.map((day) => [day, Object.fromEntries(verdicts.map((verdict) => [verdict, onDay(day, verdict).hits]))]),
  )
  expectNamed(found.verdicts, both, ({ record }) => [record.verdict])
  expectNamed(found.reasons, both, ({ record }) => [record.reason])
  expectNamed(found.guards, both, ({ record }) => record.guards)
  expectNamed(found.failures, both, ({ record }) => record.degraded)
  const isSuggestion = ({ record }: LoggedDecision) => record.verdict === 'suggest'
  const isCorrected = (one: LoggedDecision) => one.record.verdict !== 'keep' && searches(one).wasCorrection
  const feedback = [
    (log: Log) => pick(log.filter(isRewrite), (one) => has(one, 'reverted')),
    (log: Log) => pick(log.filter(isSuggestion), (one) => has(one, 'accepted')),
    (log: Log) => pick(log.filter(isCorrected), (one) => searches(one).failed),
    (log: Log) => pick(log, ({ record }) => record.degraded.length > 0),
  ]
  expect(found.feedback).toHaveLength(feedback.length)
  feedback.forEach((of, i) => expectDrift(found.feedback[i]!, of(now), of(before)))
  const labelled = (verdict: Verdict) => (one: LoggedDecision) =>
    one.record.verdict === verdict && last(one) !== undefined
  expect(found.labels.map(({ name }) => name)).toEqual(
    verdicts.filter((verdict) => [...now, ...before].some(labelled(verdict))),
  )
  for (const row of found.labels) {
    const of = (log: Log) => pick(log.filter(labelled(row.name as Verdict)), (one) => last(one)!.kind === 'right')
    expectDrift(row, of(now), of(before))
  }
}

function expectLatencyAndCost(found: Analysis, [now, before]: Both) {
  for (const { stage, now: own, before: other, slower } of found.latencyMs) {
    const sorted = (log: Log) => log.map(({ record }) => record.latencyMs[stage]).sort((a, b) => a - b)
    const ranks = (values: readonly number[]) => [50, 95, 99].map((percent) => nearestRank(values, percent))
    for (const [latency, log] of [
      [own, now],
      [other, before],
    ] as const) {
      if (log.length === 0) expect(latency).toBeUndefined()
      else expect([latency!.n, latency!.p50, latency!.p95, latency!.p99]).toEqual([log.length, ...ranks(sorted(log))])
    }
    const limits = ranks(sorted([...now, ...before]))
    for (const [i, drift] of [slower.p50, slower.p95, slower.p99].entries()) {
      const above = (log: Log) => pick(sorted(log), (ms) => ms > limits[i]!)
      expectDrift(drift, above(now), above(before))
    }
  }
  const paidTo = (log: Log, by: string) => log.flatMap(({ record }) => record.usage!.filter((one) => one.by === by))
  const correctors = [...new Set([...now, ...before].flatMap(({ record }) => record.usage!.map(({ by }) => by)))]
  expect(found.costs.map(({ corrector }) => corrector).sort()).toEqual(correctors.sort())
  for (const row of found.costs) {
    const answers = paidTo(now, row.corrector).length
    expect([row.answers, row.inVain, row.inputTokens, row.outputTokens, row.cost]).toEqual([
      ...[answers, row.corrector === 'openai:m' ? 0 : answers, 30 * answers, 4 * answers, answers / 4],
    ])
    const perThousand = (log: Log) => {
      const corrections = log.filter(({ record }) => record.verdict !== 'keep').length
      return corrections === 0 ? null : (250 * paidTo(log, row.corrector).length) / corrections
    }
    for (const [price, log] of [
      [row.perThousand, now],
      [row.perThousandBefore, before],
    ] as const)
      expect(price).toEqual(perThousand(log) === null ? null : (expect.closeTo(perThousand(log)!, 9) as number))
  }
}

/** Benjamini and Hochberg 1995, by trying each p-value as the limit. */
function expectMarks(found: Analysis) {
  const all: number[] = []
  JSON.stringify(found, (key, value: unknown) => {
    if (key === 'p' && typeof value === 'number') all.push(value)
    return value
  })
  expect(found.comparisons).toBe(all.length)
  const holds = (limit: number) => limit <= (0.05 * all.filter((p) => p <= limit).length) / all.length
  expect(found.significantAt).toBe(Math.max(0, ...all.filter(holds)))
}

describe('every number of an analysis', () => {
  it('agrees with a second count from the bare log', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(given, { maxLength: 120, size: 'max' }), async (drawn) => {
        const decisions = drawn.map(decisionOf)
        const found = await analysisOf(decisions, {
          rows: 100,
          standingsOf: async (terms) => terms.map(({ term }) => (term === 'asiks' ? { near: 'nike' } : 'unknown')),
        })
        const isNow = ({ record }: LoggedDecision) => record.at >= '2026-01-08'
        const both = [decisions.filter(isNow), decisions.filter((one) => !isNow(one))] as const
        expectTotals(found, both)
        expectLists(found, both)
        expectLatencyAndCost(found, both)
        expectMarks(found)
      }),
      { numRuns: 20, endOnFailure: true },
    )
  })
})
