import { asc, eq } from 'drizzle-orm'
import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core'
import { SpellerError } from '../../speller/errors.ts'
import type { DecisionLog } from '../../speller/ports.ts'
import { feedbackOf, recordOf, rowOf } from './rows.ts'
import { decisions, feedback } from './schema.ts'
import { createWriter } from './writer.ts'
import type { WriterOptions } from './writer.ts'

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** The log over any drizzle PostgreSQL driver; the adapters differ in how they open and release one. */
export function createDrizzleLog<Result extends PgQueryResultHKT>(
  db: PgDatabase<Result>,
  release: () => Promise<void>,
  options?: WriterOptions,
): DecisionLog {
  const writer = createWriter(
    {
      // A batch that is repeated after a lost answer meets its own rows.
      write: async (batch) => void (await db.insert(decisions).values(batch.map(rowOf)).onConflictDoNothing()),
      isRefusal: (error) => /^2[23]/.test(sqlState(error)),
    },
    options,
  )
  let closed: Promise<void> | undefined

  return {
    append: (record) => writer.append(record),

    async feedback(given) {
      const id = given.decisionId.toLowerCase()
      if (!uuid.test(id)) return 'unknown_decision'
      if (writer.find(id) !== undefined) await writer.flush()
      return wrapped('Storing feedback', async () => {
        const [known] = await db.select({ id: decisions.id }).from(decisions).where(eq(decisions.id, id))
        if (known === undefined) return 'unknown_decision'
        await db.insert(feedback).values({ decisionId: id, kind: given.kind, detail: given.detail ?? null })
        return 'recorded'
      })
    },

    async find(anyCase) {
      const id = anyCase.toLowerCase()
      if (!uuid.test(id)) return undefined
      const buffered = writer.find(id)
      if (buffered !== undefined) return { record: buffered, feedback: [] }
      return wrapped('Reading a decision', async () => {
        const [row] = await db.select().from(decisions).where(eq(decisions.id, id))
        if (row === undefined) return undefined
        const given = await db.select().from(feedback).where(eq(feedback.decisionId, id)).orderBy(asc(feedback.id))
        return { record: recordOf(row), feedback: given.map(feedbackOf) }
      })
    },

    flush: () => writer.flush(),

    get dropped() {
      return writer.dropped
    },

    close: () => (closed ??= writer.close().finally(release)),
  }
}

/** PostgreSQL's error code, wherever the driver keeps it; empty for failures that did not come from the database. */
function sqlState(error: unknown): string {
  for (let cause = error; cause instanceof Error; cause = cause.cause)
    if ('code' in cause && typeof cause.code === 'string' && /^[0-9A-Z]{5}$/.test(cause.code)) return cause.code
  return error instanceof RangeError ? '22000' : ''
}

async function wrapped<Result>(what: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (cause) {
    throw new SpellerError('log_failed', `${what} failed; is the database reachable and migrated?`, { cause })
  }
}
