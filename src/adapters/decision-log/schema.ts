import { bigint, doublePrecision, index, integer, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core'
import type {
  Alternative,
  ContextDetail,
  Edit,
  Evidence,
  FeedbackKind,
  LabelKind,
  LatencyMs,
  Mode,
  PaidAnswer,
  Reason,
  Verdict,
} from '../../speller/types.ts'
import { exactJson, exactText } from './columns.ts'

// SQL at PostgreSQL 15 level. The text columns that hold what shoppers typed have hash indexes: a b-tree entry is limited
// to 2,704 bytes, and analysts look them up by equality.
export const decisions = pgTable(
  'decisions',
  {
    id: uuid('id').primaryKey(),
    at: timestamp('at', { withTimezone: true, precision: 3, mode: 'date' }).notNull(),
    query: exactText('query').notNull(),
    corrected: exactText('corrected').notNull(),
    applied: exactText('applied').notNull(),
    verdict: text('verdict').$type<Verdict>().notNull(),
    reason: text('reason').$type<Reason>().notNull(),
    confidence: doublePrecision('confidence').notNull(),
    mode: text('mode').$type<Mode>().notNull(),
    locale: exactText('locale'),
    hitCount: bigint('hit_count', { mode: 'number' }),
    k: integer('k').notNull(),
    model: exactText('model').notNull(),
    prompt: exactText('prompt').notNull(),
    catalog: exactText('catalog').notNull(),
    edits: exactJson<readonly Edit[]>('edits').notNull(),
    evidence: exactJson<readonly Evidence[]>('evidence').notNull(),
    alternatives: exactJson<readonly Alternative[]>('alternatives').notNull(),
    context: exactJson<readonly string[]>('context').notNull(),
    /** Null in rows that are older than the column. */
    contextDetails: exactJson<readonly ContextDetail[]>('context_details'),
    guards: exactJson<readonly string[]>('guards').notNull(),
    previous: exactJson<readonly string[]>('previous').notNull(),
    degraded: exactJson<readonly string[]>('degraded').notNull(),
    latencyMs: exactJson<LatencyMs>('latency_ms').notNull(),
    /** Null where nothing was paid for, and in rows that are older than the column. */
    usage: exactJson<readonly PaidAnswer[]>('usage'),
  },
  (table) => [
    index('decisions_at').on(table.at),
    index('decisions_verdict_at').on(table.verdict, table.at),
    index('decisions_reason_at').on(table.reason, table.at),
    index('decisions_query').using('hash', table.query),
    index('decisions_applied').using('hash', table.applied),
  ],
)

export const feedback = pgTable(
  'feedback',
  {
    /** Order of arrival. */
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    decisionId: uuid('decision_id')
      .notNull()
      .references(() => decisions.id, { onDelete: 'cascade' }),
    at: timestamp('at', { withTimezone: true, precision: 3, mode: 'date' }).notNull().defaultNow(),
    kind: text('kind').$type<FeedbackKind>().notNull(),
    detail: exactText('detail'),
    /** Given by who stored it, so that storing it again adds nothing. Null in rows that are older than the column. */
    event: uuid('event').unique(),
  },
  (table) => [index('feedback_decision_id').on(table.decisionId), index('feedback_kind_at').on(table.kind, table.at)],
)

export const labels = pgTable(
  'labels',
  {
    /** Order of arrival; the last label of a decision counts. */
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    decisionId: uuid('decision_id')
      .notNull()
      .references(() => decisions.id, { onDelete: 'cascade' }),
    at: timestamp('at', { withTimezone: true, precision: 3, mode: 'date' }).notNull().defaultNow(),
    kind: text('kind').$type<LabelKind>().notNull(),
    text: exactText('text'),
  },
  (table) => [index('labels_decision_id').on(table.decisionId), index('labels_at').on(table.at)],
)
