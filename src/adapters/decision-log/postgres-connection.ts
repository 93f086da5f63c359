import postgres from 'postgres'
import { SpellerError } from '../../speller/errors.ts'
import { type StatementError, withoutValues } from './statement-error.ts'

/** A pool of at most `max` connections, opened when they are first needed. Fails with `config_invalid` where `url` is no address. */
export function connect(url: string, max: number, connectTimeoutSeconds = 10) {
  try {
    return postgres(url, {
      max,
      connect_timeout: connectTimeoutSeconds,
      onnotice() {},
      connection: { application_name: 'querymend', synchronous_commit: 'off' },
    })
  } catch (cause) {
    throw new SpellerError('config_invalid', 'DATABASE_URL is not a PostgreSQL address', { cause })
  }
}

/** The server cannot be reached, does not answer, or says that it takes no work now: starting, stopping, full, a standby. */
const away =
  /^(?:E(?:CONN[A-Z]+|TIMEDOUT|HOSTUNREACH|HOSTDOWN|NETUNREACH|NETDOWN|PIPE|NOTFOUND|AI_AGAIN)|CONNECT_TIMEOUT|CONNECTION_[A-Z]+|08...|57P0[1-5]|53...|25006)$/
/** The server answers, and refuses who asks or what is asked for: a role, a password, a database, rights in it. */
const refused = /^(?:28...|3D000|42501)$/

/** Why the log at `url` cannot be used, in words without the password, and what to do: `config_invalid` where the setting is refused, else `log_failed`. */
export function failureOf(what: string, url: string, error: unknown): SpellerError {
  if (error instanceof SpellerError) return error
  const cause = withoutValues(error)
  const { message, code = '' } = cause as Partial<StatementError>
  // without the statement, which says nothing to whoever set the address
  const said = String(message || code).replace(/ in: [^]*$/u, '')
  const todo = code === '42P01' ? 'Run `npm run migrate`.' : 'Check DATABASE_URL.'
  const kind = refused.test(code) ? 'config_invalid' : 'log_failed'
  return new SpellerError(kind, `The decision log at ${placeOf(url)} cannot be ${what}: ${said}. ${todo}`, { cause })
}

/** Of an error by `failureOf`: the database may come by itself. */
export function isAway({ cause }: SpellerError): boolean {
  return away.test((cause as Partial<StatementError> | undefined)?.code ?? '')
}

/** Host and database, without user and password. */
function placeOf(url: string): string {
  return /^[^:]+:\/\/(?:.*@)?([^?]*)/.exec(url)?.[1] ?? 'the given address'
}
