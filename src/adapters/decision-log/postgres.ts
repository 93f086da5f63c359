import { drizzle } from 'drizzle-orm/postgres-js'
import { migrate } from 'drizzle-orm/postgres-js/migrator'
import postgres from 'postgres'
import { SpellerError } from '../../speller/errors.ts'
import type { DecisionLog } from '../../speller/ports.ts'
import { createDrizzleLog, type DrizzleLogOptions } from './drizzle-log.ts'
import { migrationsFolder } from './migrations.ts'
import { decisions } from './schema.ts'
import { type StatementError, withoutValues } from './statement-error.ts'

export interface PostgresLogOptions extends DrizzleLogOptions {
  /** postgres://user:password@host:port/database */
  readonly url: string
  /** Connections kept, at most. Writing takes one; the others serve look-ups and feedback. */
  readonly maxConnections?: number
}

/**
 * A log whose schema `migratePostgres` has brought up to date. Connections commit asynchronously: what was written survives
 * the end of this process at once, and a crash of the database server after 3 × wal_writer_delay, 0.6 s by default.
 */
export async function openPostgresLog(options: PostgresLogOptions): Promise<DecisionLog> {
  const sql = connect(options.url, options.maxConnections ?? 4)
  const db = drizzle(sql)
  try {
    await db.select({ id: decisions.id }).from(decisions).limit(1)
  } catch (cause) {
    await sql.end({ timeout: 1 })
    const failure = withoutValues(cause)
    const message = `The decision log at ${placeOf(options.url)} cannot be read: ${whyOf(failure)}`
    throw new SpellerError('log_failed', message, { cause: failure })
  }
  return createDrizzleLog(db, () => sql.end({ timeout: 5 }), options)
}

/** Safe to repeat, and to run from several processes at once. */
export async function migratePostgres({ url }: { readonly url: string }): Promise<void> {
  const sql = connect(url, 1)
  try {
    // One connection, so the lock is held where the migration runs; it ends with the connection.
    await sql`select pg_advisory_lock(hashtext('querymend.migrate'))`
    await migrate(drizzle(sql), { migrationsFolder })
  } catch (cause) {
    const reason = withoutValues(cause)
    const message = `The decision log at ${placeOf(url)} cannot be migrated: ${(reason as Error).message}`
    throw new SpellerError('log_failed', message, { cause: reason })
  } finally {
    await sql.end({ timeout: 5 })
  }
}

function connect(url: string, max: number) {
  try {
    return postgres(url, {
      max,
      connect_timeout: 10,
      onnotice() {},
      connection: { application_name: 'querymend', synchronous_commit: 'off' },
    })
  } catch (cause) {
    throw new SpellerError('log_failed', 'DATABASE_URL is not a PostgreSQL address', { cause })
  }
}

/** Host and database, without user and password. */
function placeOf(url: string): string {
  return /^[^:]+:\/\/(?:.*@)?([^?]*)/.exec(url)?.[1] ?? 'the given address'
}

/** With what to do about it. */
function whyOf(failure: unknown): string {
  const { message, code } = failure as Partial<StatementError>
  // without the statement, which says nothing to whoever set the address
  const said = String(message).replace(/ in: [^]*$/u, '')
  return code === '42P01' ? `${said}. Run \`npm run migrate\`.` : `${said}. Check DATABASE_URL.`
}
