import fc from 'fast-check'
import { expect } from 'vitest'
import { ratio, wilson } from '../../evaluate/testing/recount.ts'
import type { DecisionRecord, FeedbackKind, LabelKind, LoggedDecision } from '../../speller/types.ts'
import type { CorrectionRow, NamedDrift } from '../analysis.ts'
import type { Drift } from '../drift.ts'
import { correction, logged } from '../testing.ts'

// Every number of an analysis, counted again from the bare log by code that shares nothing with what is measured.

export const verdicts = ['rewrite', 'suggest', 'keep'] as const
const mostly = <T>(usual: T, other: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 2, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: other })
export const given = fc.record({
  query: fc.constantFrom('nikee shoes', 'Nikee shoes', 'hygeeni wipes', 'asiks'),
  verdict: fc.constantFrom(...verdicts),
  to: fc.constantFrom('nike', 'hygiene'),
  reason: fc.constantFrom('low_confidence' as const, 'plausible' as const, 'unchanged' as const),
  confidence: fc.integer({ min: 0, max: 20 }).map((n) => n / 20),
  guards: fc.array(fc.constantFrom('never', 'frozen'), { maxLength: 3 }),
  degraded: fc.subarray(['corrector_timeout', 'index_failed'] as const),
  feedback: mostly<readonly FeedbackKind[]>(
    [],
    fc.array(fc.constantFrom('accepted', 'reverted', 'no_results', 'clicked'), { maxLength: 4 }),
  ),
  labels: mostly<readonly (readonly [LabelKind, string?])[]>(
    [],
    fc.array(fc.constantFrom(['right'], ['wrong'], ['should_be', 'nikon'], ['should_be', 'asiks']), { maxLength: 2 }),
  ),
  day: fc.integer({ min: 1, max: 14 }),
  milliseconds: fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 5, maxLength: 5 }),
  paid: fc.array(fc.constantFrom('openai:m', 'workers-ai:w'), { maxLength: 2 }),
  isKnown: fc.boolean(),
})
type Given = typeof given extends fc.Arbitrary<infer Value> ? Value : never

/** The first term is what is corrected; a kept query without a reason to hold it back has no edit. */
export function decisionOf(one: Given): LoggedDecision {
  const { query, verdict, to, reason, day, milliseconds, paid, isKnown } = one
  const from = query.split(' ')[0]!
  const changes: Partial<DecisionRecord> =
    verdict === 'keep' && reason === 'unchanged' ? {} : correction(query, from, to, verdict)
  const [total, retrieve, compose, correct, decide] = milliseconds as [number, number, number, number, number]
  return logged(
    query,
    {
      ...changes,
      ...{ verdict, confidence: one.confidence, guards: one.guards, degraded: one.degraded, model: 'openai:m' },
      reason: verdict === 'rewrite' ? 'confident' : reason,
      at: `2026-01-${String(day).padStart(2, '0')}T06:00:00.000Z`,
      latencyMs: { total, retrieve, compose, correct, decide },
      usage: paid.map((by) => ({ by, inputTokens: 30, outputTokens: 4, cost: 0.25 })),
      evidence: isKnown ? [{ name: 'Wipes', kind: 'term', count: 3, edits: 0 }] : [],
    },
    { feedback: one.feedback, labels: one.labels.map(([kind, text]) => ({ kind, ...(text ? { text } : {}) })) },
  )
}

/** What was searched and found nothing, one search after another. */
export function searches({ record: { verdict }, feedback }: LoggedDecision) {
  let isCorrection = verdict === 'rewrite'
  const found = { wasCorrection: isCorrection, failed: false, typedFailed: false }
  for (const { kind } of feedback) {
    if (verdict !== 'keep' && kind === 'accepted') isCorrection = true
    if (kind === 'reverted') isCorrection = false
    if (kind === 'no_results') found[isCorrection ? 'failed' : 'typedFailed'] = true
    if (isCorrection) found.wasCorrection = true
  }
  return found
}

export const has = ({ feedback }: LoggedDecision, kind: FeedbackKind) => feedback.some((one) => one.kind === kind)
export const last = ({ labels }: LoggedDecision) => labels.at(-1)
export const lower = (text: string) => text.toLowerCase()
export const pick = <T>(all: readonly T[], test: (one: T) => boolean) => ({
  hits: all.filter(test).length,
  n: all.length,
})

/** Fisher 1922: the sum over all tables of these margins, in integers. */
function fisher(now: Counts, before: Counts): number | null {
  if (now.n === 0 || before.n === 0) return null
  const choose = (n: number, k: number): bigint => {
    if (k < 0 || k > n) return 0n
    let value = 1n
    for (let i = 0; i < k; i++) value = (value * BigInt(n - i)) / BigInt(i + 1)
    return value
  }
  const hits = now.hits + before.hits
  const weights = Array.from({ length: hits + 1 }, (_, k) => choose(now.n, k) * choose(before.n, hits - k))
  const seen = weights[now.hits]!
  const sum = (all: readonly bigint[]) => all.reduce((total, one) => total + one, 0n)
  return Number((sum(weights.filter((one) => one <= seen)) * 10n ** 15n) / sum(weights)) / 1e15
}

interface Counts {
  readonly hits: number
  readonly n: number
}

export function expectDrift(found: Drift, now: Counts, before: Counts) {
  for (const [rate, { hits, n }] of [
    [found.now, now],
    [found.before, before],
  ] as const) {
    const { low, high } = wilson(hits, n)
    expect([rate.hits, rate.n, rate.value]).toEqual([hits, n, ratio(hits, n)])
    if (low !== null) expect([rate.low, rate.high]).toEqual([expect.closeTo(low, 9), expect.closeTo(high, 9)])
  }
  const p = fisher(now, before)
  expect(found.p).toEqual(p === null ? null : (expect.closeTo(p, 6) as number))
}

export type Log = readonly LoggedDecision[]
export type Both = readonly [now: Log, before: Log]

export function expectNamed(
  rows: readonly NamedDrift[],
  [now, before]: Both,
  namesOf: (one: LoggedDecision) => readonly string[],
) {
  const names = new Set([...now, ...before].flatMap(namesOf))
  expect(rows.map(({ name }) => name).sort()).toEqual([...names].sort())
  for (const row of rows) {
    const test = (one: LoggedDecision) => namesOf(one).includes(row.name)
    expectDrift(row, pick(now, test), pick(before, test))
  }
}

/** Rows of a list: those that `test` leaves something of, each with its share of `among`. */
export function expectRows<Row extends Drift>(
  rows: readonly Row[],
  [now, before]: Both,
  keyOf: (row: Row) => string,
  {
    key,
    test,
    among = () => true,
  }: {
    readonly key: (one: LoggedDecision) => string
    readonly test: (one: LoggedDecision) => boolean
    /** By the row's key. */
    readonly among?: (one: LoggedDecision, key: string) => boolean
  },
) {
  expect(rows.map(keyOf).sort()).toEqual([...new Set(now.filter(test).map(key))].sort())
  for (const row of rows) {
    const share = (log: Log) =>
      pick(
        log.filter((one) => among(one, keyOf(row))),
        (one) => test(one) && key(one) === keyOf(row),
      )
    expectDrift(row, share(now), share(before))
  }
}

export const changed = ({ record: { query, corrected, verdict } }: LoggedDecision) =>
  `${verdict}: ${lower(query)} → ${lower(corrected)}`
export const changedRow = ({ query, corrected, verdict }: CorrectionRow) => `${verdict}: ${query} → ${corrected}`
export const isRewrite = ({ record }: LoggedDecision) => record.verdict === 'rewrite'

/** Terms that nothing explains and that were left as typed, or that were changed and refused. */
export function unknown(one: LoggedDecision): readonly string[] {
  const { query, verdict, reason, evidence, edits } = one.record
  const label = last(one)
  const words = lower(query).split(' ')
  const isMeant = (word: string) => label?.text === undefined || label.text.split(' ').includes(word)
  if (verdict !== 'keep') {
    const isRefused = label ? label.kind !== 'right' : has(one, 'reverted')
    return isRefused && edits.length > 0 ? words.slice(0, 1).filter(isMeant) : []
  }
  if (reason === 'plausible') return []
  return words.filter(isMeant).filter((word) => word !== 'wipes' || evidence.length === 0)
}

/** Decisions that count for a term: without the rewrites that so few took back that it may be chance. */
export function countingFor(term: string, log: Log): Log {
  const all = log.filter((one) => unknown(one).includes(term))
  const tacit = log.filter((one) => isRewrite(one) && one.record.edits.length > 0 && !last(one))
  const own = tacit.filter(({ record }) => lower(record.query).split(' ')[0] === term)
  const back = own.filter((one) => has(one, 'reverted'))
  const silent = own.filter((one) => !has(one, 'reverted') && !has(one, 'accepted'))
  const isFew = back.length > 0 && wilson(back.length, back.length + silent.length).low! <= 0.2
  return isFew ? all.filter((one) => !back.includes(one)) : all
}
