import { drizzle } from 'drizzle-orm/postgres-js'
import postgres from 'postgres'
import { SpellerError } from '../../speller/errors.ts'
import type { DecisionLog } from '../../speller/ports.ts'
import { createDrizzleLog, type HandingLog } from './drizzle-log.ts'
import { createShortLivedLog } from './short-lived.ts'
import type { WriterOptions } from './writer.ts'

export interface ShortLivedPostgresOptions extends Omit<WriterOptions, 'maxBatch' | 'maxDelayMs'> {
  /** postgres://user:password@host:port/database, of a database that is migrated; also a pooler's in transaction mode. */
  readonly url: string
}

/** Decisions in PostgreSQL over one connection for each flush, look-up, feedback and label. Fails with `log_failed`. */
export function createShortLivedPostgresLog({
  url,
  maxBuffered = 10_000,
  retries = 2,
  ...options
}: ShortLivedPostgresOptions): DecisionLog {
  const open = async (): Promise<HandingLog> => {
    const sql = connect(url)
    return createDrizzleLog(drizzle(sql), () => sql.end({ timeout: 5 }), { ...options, maxBuffered, retries })
  }
  return createShortLivedLog(open, { maxBuffered })
}

function connect(url: string) {
  try {
    return postgres(url, {
      max: 1,
      connect_timeout: 5,
      // types and prepared statements would be asked for again on each connection, and a pooler keeps neither
      fetch_types: false,
      prepare: false,
      onnotice() {},
      connection: { application_name: 'querymend' },
    })
  } catch (cause) {
    throw new SpellerError('log_failed', 'The address of the decision log is not a PostgreSQL address', { cause })
  }
}
