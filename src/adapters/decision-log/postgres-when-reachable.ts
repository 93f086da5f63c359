import { drizzle } from 'drizzle-orm/postgres-js'
import type { DecisionLog } from '../../speller/ports.ts'
import { createDrizzleLog } from './drizzle-log.ts'
import { createOpening, type OpeningOptions } from './opening.ts'
import { connect, isAway } from './postgres-connection.ts'
import { migratePostgres, type PostgresLogOptions } from './postgres.ts'

export interface WhenReachableOptions
  extends PostgresLogOptions, Pick<OpeningOptions, 'patienceMs' | 'pauseMs' | 'onClosed' | 'onOpen'> {
  readonly connectTimeoutSeconds?: number
}

/**
 * Migrates, and opens the log. Where the database is away, or slow, the log is there all the same: it holds what it is given, and
 * migrates and writes when the database comes. Fails with `config_invalid` where the database answers and refuses the setting.
 */
export async function openPostgresLogWhenReachable(options: WhenReachableOptions): Promise<DecisionLog> {
  const { url, maxConnections = 4, connectTimeoutSeconds, patienceMs, pauseMs, onClosed, onOpen, onError } = options
  const opening = await createOpening({
    attempt: (signal) => migratePostgres({ url, signal, ...(connectTimeoutSeconds && { connectTimeoutSeconds }) }),
    isPassing: isAway,
    ...(patienceMs !== undefined && { patienceMs }),
    ...(pauseMs !== undefined && { pauseMs }),
    ...(onClosed && { onClosed }),
    ...(onOpen && { onOpen }),
  })
  const sql = connect(url, maxConnections, connectTimeoutSeconds)
  return createDrizzleLog(drizzle(sql), () => sql.end({ timeout: 5 }), {
    ...options,
    opening,
    // that it is not open was told once; not with each write
    onError: (error) => opening.isOpen && onError?.(error),
  })
}
