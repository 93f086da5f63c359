import { and, asc, eq, gte, inArray, lt, sql } from 'drizzle-orm'
import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core'
import { SpellerError } from '../../speller/errors.ts'
import type { DecisionLog } from '../../speller/ports.ts'
import type { LoggedDecision } from '../../speller/types.ts'
import { feedbackOf, labelOf, recordOf, rowOf } from './rows.ts'
import { decisions, feedback, labels } from './schema.ts'
import { sqlState, withoutValues } from './statement-error.ts'
import { createWriter } from './writer.ts'
import type { WriterOptions } from './writer.ts'

type Row = typeof decisions.$inferSelect

/** Decisions fetched at once by `read`. */
const pageSize = 500
const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

export interface DrizzleLogOptions extends WriterOptions {
  /** Longest wait for a look-up, feedback or a label, which somebody waits for; a database that hangs fails them after it. */
  readonly answerWithinMs?: number
}

/** The log over any drizzle PostgreSQL driver; the adapters differ in how they open and release one. */
export function createDrizzleLog<Result extends PgQueryResultHKT>(
  db: PgDatabase<Result>,
  release: () => Promise<void>,
  { answerWithinMs = 5_000, ...options }: DrizzleLogOptions = {},
): DecisionLog {
  const writer = createWriter(
    {
      async write(batch) {
        // A batch that is repeated after a lost answer meets its own rows.
        const insertion = db.insert(decisions).values(batch.map(rowOf)).onConflictDoNothing()
        await insertion.catch((error: unknown) => {
          throw withoutValues(error)
        })
      },
      // wrong values, broken constraints, and rows beyond what the database can hold
      isRefusal: (error) => /^(?:2[23]|54)/.test(sqlState(error)),
    },
    options,
  )
  let closed: Promise<void> | undefined

  async function record(what: string, decisionId: string, insert: (id: string) => Promise<unknown>) {
    const id = decisionId.toLowerCase()
    if (!uuid.test(id)) return 'unknown_decision'
    const stored = async () => {
      if (writer.find(id) !== undefined) await writer.flush()
      return wrapped(what, async () => {
        const [known] = await db.select({ id: decisions.id }).from(decisions).where(eq(decisions.id, id))
        if (known === undefined) return 'unknown_decision'
        await insert(id)
        return 'recorded'
      })
    }
    return withinMs(answerWithinMs, what, stored())
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

    feedback: ({ decisionId, kind, detail }) =>
      record('Storing feedback', decisionId, (id) =>
        db.insert(feedback).values({ decisionId: id, kind, detail: detail ?? null }),
      ),

    label: ({ decisionId, kind, text }) =>
      record('Storing a label', decisionId, (id) =>
        db.insert(labels).values({ decisionId: id, kind, text: text ?? null }),
      ),

    async find(anyCase) {
      const id = anyCase.toLowerCase()
      if (!uuid.test(id)) return undefined
      const buffered = writer.find(id)
      if (buffered !== undefined) return { record: buffered, feedback: [], labels: [] }
      const what = 'Reading a decision'
      const read = wrapped(what, async () => {
        const rows = await db.select().from(decisions).where(eq(decisions.id, id))
        return (await withOpinions(rows))[0]
      })
      return withinMs(answerWithinMs, what, read)
    },

    async *read({ from, until }) {
      await writer.flush()
      const inPeriod = and(gte(decisions.at, from), lt(decisions.at, until))
      let last: Row | undefined
      do {
        const after =
          last && sql`(${decisions.at}, ${decisions.id}) > (${last.at.toISOString()}::timestamptz, ${last.id}::uuid)`
        const page = await wrapped('Reading decisions', async () => {
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

    flush: () => writer.flush(),

    get dropped() {
      return writer.dropped
    },
    get waiting() {
      return writer.waiting
    },
    get isFailing() {
      return writer.isFailing
    },

    close: () => (closed ??= writer.close().finally(release)),
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

/** Fails with `log_failed` after `ms`, whether or not `work` goes on. */
async function withinMs<Result>(ms: number, what: string, work: Promise<Result>): Promise<Result> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    const error = new SpellerError('log_failed', `${what} failed: the database did not answer within ${ms} ms`)
    timer = setTimeout(() => reject(error), ms)
  })
  return Promise.race([work, late]).finally(() => clearTimeout(timer))
}

async function wrapped<Result>(what: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (cause) {
    const message = `${what} failed; is the database reachable and migrated?`
    throw new SpellerError('log_failed', message, { cause: withoutValues(cause) })
  }
}
