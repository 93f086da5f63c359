import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { DecisionLog } from '../../speller/ports.ts'
import type { DecisionRecord, FeedbackKind, Label } from '../../speller/types.ts'
import { recordFor } from './contract-records.ts'

export interface OpenedViews {
  /** Empty at first. */
  readonly log: DecisionLog
  readonly query: (sql: string) => Promise<readonly object[]>
  readonly close: () => Promise<void>
}

interface Case {
  readonly day: string
  readonly record: Partial<DecisionRecord> & { readonly query: string }
  readonly feedback?: readonly FeedbackKind[]
  readonly labels?: readonly Pick<Label, 'kind' | 'text'>[]
}

const rewrite = { corrected: 'Nike shoes', applied: 'Nike shoes', guards: [] } as const
const kept = (query: string, changes: Partial<DecisionRecord> = {}) =>
  ({
    ...{ query, corrected: query, applied: query, verdict: 'keep', reason: 'unchanged', edits: [], guards: [] },
    evidence: [{ name: 'Baby Wipes', kind: 'phrase', count: 4, edits: 0 }],
    ...changes,
  }) as Case['record']
const latency = (total: number) => ({ total, retrieve: 1, compose: 1, correct: 0, decide: 1 })

const cases: readonly Case[] = [
  { day: '2025-01-01', record: { ...rewrite, query: 'nikee shoes', latencyMs: latency(10) }, feedback: ['reverted'] },
  {
    day: '2025-01-01',
    record: { ...rewrite, query: 'Nikee Shoes', latencyMs: latency(30) },
    feedback: ['accepted', 'clicked'],
  },
  {
    day: '2025-01-01',
    record: { ...rewrite, query: 'nikee shoes', latencyMs: latency(20) },
    feedback: ['reverted', 'reverted'],
  },
  {
    day: '2025-01-02',
    record: { ...rewrite, query: 'nikee shoes', degraded: [], model: 'openai:m', latencyMs: latency(5) },
    feedback: ['no_results'],
    labels: [{ kind: 'right' }, { kind: 'should_be', text: 'nikon shoes' }],
  },
  { day: '2025-01-02', record: kept('hygeeni baby wipes 80g', { usage: [] }) },
  { day: '2025-01-02', record: kept('HYGEENI wipes', { guards: ['never', 'digits'] }) },
  { day: '2025-01-02', record: kept('hygeeni wipes', { reason: 'in_catalog' }) },
  {
    day: '2025-01-02',
    record: kept('Kühlfix Böx', { usage: [], evidence: [] }),
    labels: [{ kind: 'should_be', text: 'kuhlfix box' }],
  },
  {
    day: '2025-01-02',
    record: kept('kühlfix boox', { usage: [] }),
    labels: [{ kind: 'should_be', text: 'Kühlfix box' }],
  },
  { day: '2025-01-02', record: kept('Kühlfix', { usage: [] }) },
  {
    day: '2025-01-02',
    record: kept('asiks', {
      reason: 'low_confidence',
      corrected: 'asics',
      confidence: 0.25,
      evidence: [{ name: 'asics', kind: 'brand', count: 4, edits: 1 }],
      edits: [{ start: 0, end: 5, from: 'Asiks', to: 'Asics', kind: 'spelling' }],
      guards: ['never'],
    }),
  },
  {
    day: '2025-01-02',
    record: {
      ...kept('asiks'),
      verdict: 'suggest',
      reason: 'plausible',
      corrected: 'asics',
      confidence: 0.75,
      edits: [{ start: 0, end: 5, from: 'asiks', to: 'asics', kind: 'spelling' }],
    },
    feedback: ['no_results', 'accepted', 'no_results'],
  },
  {
    day: '2025-01-02',
    record: {
      ...kept('hygeeni lap top', { usage: [] }),
      verdict: 'suggest',
      reason: 'spacing',
      corrected: 'hygeeni laptop',
      evidence: [{ name: 'laptop', kind: 'term', count: 9, edits: 0 }],
      edits: [{ start: 8, end: 15, from: 'lap top', to: 'laptop', kind: 'word_combination' }],
    },
    feedback: ['no_results'],
  },
]

/** Queries of the guide; what makes its user is left out. */
const documented = [
  ...readFileSync(join(import.meta.dirname, '../../../docs/dashboards.md'), 'utf8').matchAll(
    /```sql\n(select.*?)```/gs,
  ),
].map(([, sql]) => sql!)

/** What the views for dashboards, and the queries of the guide, say of a known log. */
export function describeViews(label: string, open: () => Promise<OpenedViews>) {
  describe(`views: ${label}`, () => {
    let opened: OpenedViews
    beforeAll(async () => {
      opened = await open()
      const { log } = opened
      for (const [position, { day, record, feedback = [], labels = [] }] of cases.entries()) {
        // the first and the last millisecond of the day, so that another time zone would show
        const at = `${day}T${position % 2 === 0 ? '00:00:00.000' : '23:59:59.999'}Z`
        const made = recordFor(record.query, { ...record, at })
        log.append(made)
        for (const kind of feedback) await log.feedback({ decisionId: made.id, kind })
        for (const label of labels) await log.label({ decisionId: made.id, ...label })
      }
      await log.flush()
    })
    afterAll(() => opened.close())

    // casts, since drivers give days and large integers in types of their own
    it.each([
      [
        'decision_outcomes',
        `select is_degraded, accepted, reverted, clicked, no_results, label, should_be from decision_outcomes
         where query = 'nikee shoes' and day = '2025-01-02'`,
        [
          {
            is_degraded: false,
            accepted: false,
            reverted: false,
            clicked: false,
            no_results: true,
            label: 'should_be',
            should_be: 'nikon shoes',
          },
        ],
      ],
      [
        'decision_outcomes, a row a decision',
        `select count(*)::int as decisions, count(distinct id)::int as ids, count(label)::int as labels from decision_outcomes`,
        [{ decisions: 13, ids: 13, labels: 3 }],
      ],
      [
        'volumes_by_day',
        `select day::text, verdict, decisions::int from volumes_by_day order by day, verdict`,
        [
          { day: '2025-01-01', verdict: 'rewrite', decisions: 3 },
          { day: '2025-01-02', verdict: 'keep', decisions: 7 },
          { day: '2025-01-02', verdict: 'rewrite', decisions: 1 },
          { day: '2025-01-02', verdict: 'suggest', decisions: 2 },
        ],
      ],
      [
        'rewrites_by_day',
        `select day::text, query, applied, rewrites::int, accepted::int, reverted::int, no_results::int
         from rewrites_by_day order by day`,
        [
          { day: '2025-01-01', rewrites: 3, accepted: 1, reverted: 2, no_results: 0 },
          { day: '2025-01-02', rewrites: 1, accepted: 0, reverted: 0, no_results: 1 },
        ].map(({ day, ...counts }) => ({ day, query: 'nikee shoes', applied: 'nike shoes', ...counts })),
      ],
      [
        'revert_rates',
        `select query, applied, rewrites::int, reverted::int, revert_rate from revert_rates`,
        [{ query: 'nikee shoes', applied: 'nike shoes', rewrites: 4, reverted: 2, revert_rate: 0.5 }],
      ],
      [
        'no_result_corrections',
        `select day::text, query, corrected, verdict, decisions::int from no_result_corrections order by query`,
        [
          { day: '2025-01-02', query: 'asiks', corrected: 'asics', verdict: 'suggest', decisions: 1 },
          { day: '2025-01-02', query: 'nikee shoes', corrected: 'nike shoes', verdict: 'rewrite', decisions: 1 },
        ],
      ],
      [
        'no_result_queries',
        `select day::text, query, decisions::int from no_result_queries order by query`,
        [
          { day: '2025-01-02', query: 'asiks', decisions: 1 },
          { day: '2025-01-02', query: 'hygeeni lap top', decisions: 1 },
        ],
      ],
      [
        'guard_firings_by_day',
        `select day::text, guard, decisions::int from guard_firings_by_day order by guard`,
        [
          { day: '2025-01-02', guard: 'digits', decisions: 1 },
          { day: '2025-01-02', guard: 'never', decisions: 2 },
        ],
      ],
      [
        'latency_by_day',
        `select decisions::int, p50_ms, p95_ms, p99_ms from latency_by_day where stage = 'total' and day = '2025-01-01'`,
        [{ decisions: 3, p50_ms: 20, p95_ms: 30, p99_ms: 30 }],
      ],
      [
        'held_back_by_day',
        `select day::text, reason, typed, read, decisions::int, mean_confidence from held_back_by_day order by reason`,
        [
          { reason: 'low_confidence', decisions: 1, mean_confidence: 0.25 },
          { reason: 'plausible', decisions: 1, mean_confidence: 0.75 },
        ].map((counts) => ({ day: '2025-01-02', typed: 'asiks', read: 'asics', ...counts })),
      ],
      [
        'unknown_terms_by_day',
        `select day::text, term, typed, decisions::int, queries::int from unknown_terms_by_day order by day, term`,
        [
          // a rewrite that shoppers take back says that its term is right
          { day: '2025-01-01', term: 'nikee', typed: 'nikee', decisions: 2, queries: 1 },
          { day: '2025-01-02', term: 'asiks', typed: 'asiks', decisions: 1, queries: 1 },
          { day: '2025-01-02', term: 'box', typed: 'Böx', decisions: 1, queries: 1 },
          { day: '2025-01-02', term: 'hygeeni', typed: 'hygeeni', decisions: 3, queries: 3 },
          { day: '2025-01-02', term: 'kuhlfix', typed: 'Kühlfix', decisions: 3, queries: 3 },
        ],
      ],
      [
        'costs_by_day',
        `select day::text, corrector, answers::int, in_vain::int, input_tokens::int, output_tokens::int, cost
         from costs_by_day order by day, corrector`,
        [
          { day: '2025-01-01', answers: 3, in_vain: 3, input_tokens: 210, output_tokens: 12, cost: 0.75 },
          { day: '2025-01-02', answers: 5, in_vain: 4, input_tokens: 350, output_tokens: 20, cost: 1.25 },
        ].map(({ day, ...counts }) => ({ day, corrector: 'openai:m', ...counts })),
      ],
    ])('%s', async (_, sql, wanted) => {
      expect(await opened.query(sql)).toEqual(wanted)
    })

    it('answer the queries of docs/dashboards.md', async () => {
      expect(documented).toHaveLength(2)
      const [costs, reverts] = documented.map((sql) =>
        sql.replace("(now() at time zone 'UTC')::date", "'2025-01-05'::date"),
      )
      const perDay = `select day::text, cost, per_1000 from (${costs!.replace(';', '')}) as found`
      expect(await opened.query(perDay)).toEqual([
        { day: '2025-01-01', cost: 0.75, per_1000: 250 },
        { day: '2025-01-02', cost: 1.25, per_1000: expect.closeTo(1250 / 3) as number },
      ])
      const takenBack = `select query, applied, reverted::int, rewrites::int from (${reverts!.replace(';', '')}) as found`
      expect(await opened.query(takenBack)).toEqual([
        { query: 'nikee shoes', applied: 'nike shoes', reverted: 2, rewrites: 4 },
      ])
    })
  })
}
