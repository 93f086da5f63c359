import { and, asc, eq, gte, inArray, lt, sql } from 'drizzle-orm'
import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core'
import { SpellerError } from '../../speller/errors.ts'
import type { DecisionLog } from '../../speller/ports.ts'
import type { DecisionRecord, Feedback, Label, LoggedDecision } from '../../speller/types.ts'
import { createFeedbackWriter, eventOf, type FeedbackEvent, storedId } from './feedback-writer.ts'
import type { Opening } from './opening.ts'
import { feedbackOf, labelOf, recordOf, rowOf } from './rows.ts'
import { decisions, feedback, labels } from './schema.ts'
import { sqlState, withoutValues } from './statement-error.ts'
import { type WriterOptions, createWriter } from './writer.ts'

type Row = typeof decisions.$inferSelect

export interface DrizzleLogOptions extends WriterOptions {
  /** Longest wait for a look-up, feedback or a label, which somebody waits for; a database that hangs fails them after it. */
  readonly answerWithinMs?: number
  /** Decisions fetched at once by `read`. */
  readonly pageSize?: number
  /** Passed before anything is asked of the database, and closed with the log. Absent: it may be asked at once. */
  readonly opening?: Opening
}

/** A log whose feedback another log can go on holding. */
export interface HandingLog extends DecisionLog {
  /** Feedback that waits to be written, and is then the caller's to hold. */
  takeFeedback(): readonly FeedbackEvent[]
  /** Takes over what another log held; stored once where that log stored it after all. */
  hold(feedback: readonly FeedbackEvent[]): void
}

/** The log over any drizzle PostgreSQL driver; the adapters differ in how they open and release one. */
export function createDrizzleLog<Result extends PgQueryResultHKT>(
  db: PgDatabase<Result>,
  release: () => Promise<void>,
  { answerWithinMs = 5_000, pageSize = 500, opening, ...options }: DrizzleLogOptions = {},
): HandingLog {
  /** For writes, which the writers tell of. */
  const run = async <Result>(work: () => Promise<Result>) => {
    await opening?.pass()
    return work().catch((error: unknown) => {
      throw withoutValues(error)
    })
  }
  // wrong values, broken constraints, and rows beyond what the database can hold
  const isRefusal = (error: unknown) => /^(?:2[23]|54)/.test(sqlState(error))
  const writer = createWriter<DecisionRecord>(
    {
      what: 'decisions',
      // A batch that is repeated after a lost answer meets its own rows.
      write: (batch) =>
        run(async () => void (await db.insert(decisions).values(batch.map(rowOf)).onConflictDoNothing())),
      isRefusal,
    },
    options,
  )
  const given = createFeedbackWriter(db, writer, { isRefusal, run }, options)
  const isFailing = () => opening?.isOpen === false || writer.isFailing || given.isFailing
  let closed: Promise<void> | undefined

  /** For what somebody waits for. */
  async function asked<Result>(what: string, work: () => Promise<Result>): Promise<Result> {
    try {
      return await run(work)
    } catch (cause) {
      throw new SpellerError('log_failed', `${what} failed; is the database reachable and migrated?`, { cause })
    }
  }

  const isKnown = (what: string, id: string) =>
    asked(what, async () => {
      const rows = await db.select({ id: decisions.id }).from(decisions).where(eq(decisions.id, id))
      return rows.length > 0
    })

  async function feed(feedback: Feedback) {
    const event = eventOf(feedback)
    if (event === undefined) return 'unknown_decision'
    const what = 'Storing feedback'
    let isAppended = false
    const stored = async () => {
      if (writer.find(event.decisionId) === undefined && !(await isKnown(what, event.decisionId)))
        return 'unknown_decision'
      given.append(event)
      isAppended = true
      await given.flush()
      return 'recorded'
    }
    try {
      if (!isFailing()) return await withinMs(answerWithinMs, what, stored)
    } catch (error) {
      // one that is not held any more was refused
      if (isAppended && given.find(event.id) === undefined) throw error
    }
    // after a look-up that failed, too: whether there is such a decision shows when the event is written
    given.append(event)
    return 'waiting'
  }

  async function judge({ decisionId, kind, text }: Label) {
    const id = storedId(decisionId)
    if (id === undefined) return 'unknown_decision'
    const what = 'Storing a label'
    return withinMs(answerWithinMs, what, async (isLate) => {
      if (writer.find(id) !== undefined) {
        if (isFailing()) throw new SpellerError('log_failed', `${what} failed: its decision cannot be written now`)
        await writer.flush()
      }
      if (!(await isKnown(what, id))) return 'unknown_decision'
      // whoever was told that it failed says it again
      if (!isLate()) await asked(what, () => db.insert(labels).values({ decisionId: id, kind, text: text ?? null }))
      return 'recorded'
    })
  }

  async function withOpinions(rows: readonly Row[]): Promise<readonly LoggedDecision[]> {
    if (rows.length === 0) return []
    const ids = rows.map(({ id }) => id)
    const feedbackRows = await db
      .select()
      .from(feedback)
      .where(inArray(feedback.decisionId, ids))
      .orderBy(asc(feedback.id))
    const labelRows = await db.select().from(labels).where(inArray(labels.decisionId, ids)).orderBy(asc(labels.id))
    const given = byDecision(feedbackRows)
    const labelled = byDecision(labelRows)
    return rows.map((row) => ({
      record: recordOf(row),
      feedback: (given.get(row.id) ?? []).map(feedbackOf),
      labels: (labelled.get(row.id) ?? []).map(labelOf),
    }))
  }

  return {
    append: (record) => writer.append(record),

    feedback: feed,

    label: judge,

    async find(anyCase) {
      const id = storedId(anyCase)
      if (id === undefined) return undefined
      const buffered = writer.find(id)
      if (buffered !== undefined) {
        const said = given.held().filter(({ decisionId }) => decisionId === id)
        return { record: buffered, feedback: said.map(feedbackOf), labels: [] }
      }
      const what = 'Reading a decision'
      const read = async () => {
        const rows = await db.select().from(decisions).where(eq(decisions.id, id))
        return (await withOpinions(rows))[0]
      }
      return withinMs(answerWithinMs, what, () => asked(what, read))
    },

    async *read({ from, until }) {
      await flush()
      const inPeriod = and(gte(decisions.at, from), lt(decisions.at, until))
      let last: Row | undefined
      do {
        const after =
          last && sql`(${decisions.at}, ${decisions.id}) > (${last.at.toISOString()}::timestamptz, ${last.id}::uuid)`
        const page = await asked('Reading decisions', async () => {
          const ordered = db
            .select()
            .from(decisions)
            .where(and(inPeriod, after))
            .orderBy(asc(decisions.at), asc(decisions.id))
          const rows = await ordered.limit(pageSize)
          last = rows.length === pageSize ? rows.at(-1) : undefined
          return withOpinions(rows)
        })
        yield* page
      } while (last)
    },

    flush,

    takeFeedback: () => given.take(),

    hold(events) {
      for (const event of events) given.append(event)
    },

    get dropped() {
      return writer.dropped + given.dropped
    },
    get waiting() {
      return writer.waiting + given.waiting
    },
    get isFailing() {
      return isFailing()
    },

    close: () => (closed ??= close()),
  }

  async function flush() {
    await writer.flush()
    await given.flush()
  }

  async function close() {
    await opening?.close()
    try {
      await writer.close()
    } finally {
      await given.close().finally(release)
    }
  }
}

function byDecision<Said extends { readonly decisionId: string }>(rows: readonly Said[]) {
  const grouped = new Map<string, Said[]>()
  for (const row of rows) {
    const own = grouped.get(row.decisionId)
    if (own) own.push(row)
    else grouped.set(row.decisionId, [row])
  }
  return grouped
}

/** Fails with `log_failed` after `ms`, whether or not `work` goes on, which is told that it is late. */
async function withinMs<Result>(
  ms: number,
  what: string,
  work: (isLate: () => boolean) => Promise<Result>,
): Promise<Result> {
  let isLate = false
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    const error = new SpellerError('log_failed', `${what} failed: the database did not answer within ${ms} ms`)
    timer = setTimeout(() => {
      isLate = true
      reject(error)
    }, ms)
  })
  return Promise.race([work(() => isLate), late]).finally(() => clearTimeout(timer))
}
