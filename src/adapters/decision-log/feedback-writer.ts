import { inArray } from 'drizzle-orm'
import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core'
import { SpellerError } from '../../speller/errors.ts'
import type { DecisionRecord, Feedback } from '../../speller/types.ts'
import { decisions, feedback } from './schema.ts'
import { type Writer, type WriterOptions, createWriter } from './writer.ts'

/** Feedback as it waits to be written. */
export interface FeedbackEvent extends Omit<typeof feedback.$inferInsert, 'id' | 'event'> {
  /** Known before it is written, so that a write which is repeated adds nothing. */
  readonly id: string
}

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** The id of a decision as it is stored; undefined where no decision can have it. */
export function storedId(id: string): string | undefined {
  const lower = id.toLowerCase()
  return uuid.test(lower) ? lower : undefined
}

/** Said now. Undefined where there can be no such decision. */
export function eventOf({ decisionId, kind, detail }: Feedback): FeedbackEvent | undefined {
  const id = storedId(decisionId)
  return id === undefined
    ? undefined
    : { id: crypto.randomUUID(), decisionId: id, kind, detail: detail ?? null, at: new Date() }
}

interface FeedbackSink {
  readonly isRefusal: (error: unknown) => boolean
  /** Runs a statement of a write. */
  readonly run: <Result>(work: () => Promise<Result>) => Promise<Result>
}

/** Writes feedback behind all decisions that were appended before it. What is said of decisions that the log does not hold is left out. */
export function createFeedbackWriter<Result extends PgQueryResultHKT>(
  db: PgDatabase<Result>,
  written: Writer<DecisionRecord>,
  { isRefusal, run }: FeedbackSink,
  options: WriterOptions,
): Writer<FeedbackEvent> {
  const write = async (batch: readonly FeedbackEvent[]) => {
    await written.flush().catch(() => {
      // not with its cause: a decision that is refused refuses no feedback
      throw new SpellerError('log_failed', 'Decisions before them cannot be written now')
    })
    await run(async () => {
      const ids = [...new Set(batch.map(({ decisionId }) => decisionId))]
      const found = await db.select({ id: decisions.id }).from(decisions).where(inArray(decisions.id, ids))
      const known = new Set(found.map(({ id }) => id))
      const rows = batch
        .filter(({ decisionId }) => known.has(decisionId))
        .map(({ id, ...row }) => ({ ...row, event: id }))
      if (rows.length > 0) await db.insert(feedback).values(rows).onConflictDoNothing()
    })
  }
  return createWriter({ what: 'feedback events', write, isRefusal }, options)
}
