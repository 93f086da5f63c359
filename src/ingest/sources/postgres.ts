import postgres from 'postgres'
import { SpellerError } from '../../speller/errors.ts'
import { placeOf } from './place.ts'

export interface QueryOptions {
  readonly url: string
  /** One statement that gives rows. */
  readonly query: string
  readonly signal?: AbortSignal
}

const rowsPerBatch = 2_000

/**
 * The rows of a query, in batches from a cursor, on one connection that may only read. Fails with `config_invalid` when the
 * database refuses the query or the user, with `feed_failed` when it cannot be reached or goes away. No message holds the
 * password.
 */
export async function* readQuery(options: QueryOptions): AsyncGenerator<readonly object[]> {
  const { url, query, signal } = options
  const { text } = placeOf(url)
  let sql: postgres.Sql | undefined
  try {
    sql = postgres(url, {
      max: 1,
      connect_timeout: 15,
      fetch_types: false,
      onnotice() {},
      connection: { application_name: 'querymend-ingest', default_transaction_read_only: true },
    })
    for await (const rows of sql.unsafe(query).cursor(rowsPerBatch)) {
      signal?.throwIfAborted()
      yield rows
    }
  } catch (cause) {
    signal?.throwIfAborted()
    if (cause instanceof SpellerError) throw cause
    throw failure(cause as Error & { code?: string; position?: string }, text)
  } finally {
    await sql?.end({ timeout: 1 })
  }
}

/** SQLSTATE classes that trying again does not mend: user, database, read-only, syntax and missing tables. */
const refused = /^(?:25006|28|3D|42|0A)/

function failure(cause: Error & { code?: string; position?: string }, place: string): SpellerError {
  const { code = '', position } = cause
  const at = position === undefined ? '' : ` (at character ${position} of the query)`
  if (refused.test(code)) {
    return new SpellerError('config_invalid', `${place}: the database refuses: ${cause.message}${at}; see --query`, {
      cause,
    })
  }
  if (cause instanceof TypeError || cause instanceof URIError) {
    return new SpellerError(
      'config_invalid',
      `${place}: is no address of a database; expected postgres://user:password@host:port/database`,
    )
  }
  const what = cause.message || code || 'no reason given'
  return new SpellerError('feed_failed', `${place}: the query failed: ${what}; try again later`, { cause })
}
