import { drizzle } from 'drizzle-orm/postgres-js'
import { migrate } from 'drizzle-orm/postgres-js/migrator'
import type { DecisionLog } from '../../speller/ports.ts'
import { createDrizzleLog, type DrizzleLogOptions } from './drizzle-log.ts'
import { migrationsFolder } from './migrations.ts'
import { connect, failureOf } from './postgres-connection.ts'
import { decisions } from './schema.ts'

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
    throw failureOf('read', options.url, cause)
  }
  return createDrizzleLog(db, () => sql.end({ timeout: 5 }), options)
}

export interface MigrateOptions {
  /** postgres://user:password@host:port/database */
  readonly url: string
  /** Wait for a connection, in seconds; for another process that is migrating there is no limit. */
  readonly connectTimeoutSeconds?: number
  /** Gives up: what was not committed did not happen. */
  readonly signal?: AbortSignal
}

/** Safe to repeat, and to run from several processes at once. Fails with `config_invalid` where the setting is refused, else `log_failed`. */
export async function migratePostgres({ url, connectTimeoutSeconds, signal }: MigrateOptions): Promise<void> {
  const sql = connect(url, 1, connectTimeoutSeconds)
  const giveUp = () => void sql.end({ timeout: 0 })
  signal?.addEventListener('abort', giveUp)
  try {
    // One connection, so the lock is held where the migration runs; it ends with the connection.
    await sql`select pg_advisory_lock(hashtext('querymend.migrate'))`
    await migrate(drizzle(sql), { migrationsFolder })
  } catch (cause) {
    throw failureOf('migrated', url, cause)
  } finally {
    signal?.removeEventListener('abort', giveUp)
    await sql.end({ timeout: 5 })
  }
}
