import { DrizzleQueryError } from 'drizzle-orm/errors'

/** Of a statement's text, in UTF-16 code units; one that inserts many rows is mostly placeholders. */
const maxStatement = 300

/** A statement that failed, or a connection for it: as it may be logged. */
export class StatementError extends Error {
  /** PostgreSQL's, or the runtime's such as ECONNREFUSED. */
  readonly code?: string

  constructor(message: string, code: string | undefined) {
    super(message)
    this.name = 'StatementError'
    if (code !== undefined) this.code = code
  }
}

/**
 * What failed in the database, without the values that the statement was given, which hold what shoppers typed: drizzle's errors and
 * both drivers' have them in messages and fields, PostgreSQL's in details and contexts. Any other error as it is.
 */
export function withoutValues(error: unknown): unknown {
  const [first, ...causes] = chainOf(error)
  const last = causes.at(-1) ?? first
  const code = last && codeOf(last)
  if (!last || (!(first instanceof DrizzleQueryError) && !isState(code))) return error
  const statement = first instanceof DrizzleQueryError ? ` in: ${cut(first.query)}` : ''
  return new StatementError(`${messageOf(last, code)}${code === undefined ? '' : ` (${code})`}${statement}`, code)
}

/** PostgreSQL's error code, wherever the driver keeps it; empty for failures that did not come from the database. */
export function sqlState(error: unknown): string {
  const found = chainOf(error).map(codeOf).find(isState)
  return found ?? (error instanceof RangeError ? '22000' : '')
}

function chainOf(error: unknown): Error[] {
  const chain: Error[] = []
  for (let cause = error; cause instanceof Error && !chain.includes(cause); cause = cause.cause) chain.push(cause)
  return chain
}

function codeOf(error: Error): string | undefined {
  return 'code' in error && typeof error.code === 'string' ? error.code : undefined
}

function isState(code: string | undefined): code is string {
  return code !== undefined && /^[0-9A-Z]{5}$/.test(code)
}

/** Data exceptions, of class 22, quote the value that is at fault; others name tables and constraints. */
function messageOf({ message, name }: Error, code: string | undefined): string {
  return code?.startsWith('22') ? message.replace(/"[^]*"/u, '"…"').replace(/: [^]*$/u, '') : message || name
}

function cut(statement: string): string {
  return statement.length > maxStatement ? `${statement.slice(0, maxStatement)}…` : statement
}
