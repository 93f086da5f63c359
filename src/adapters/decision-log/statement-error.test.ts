import { DrizzleQueryError } from 'drizzle-orm/errors'
import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { sqlState, type StatementError, withoutValues } from './statement-error.ts'

const statement = 'insert into "feedback" ("detail") values ($1)'
/** As the drivers give them: the values in fields of their own, in details and in contexts. */
const driverError = (code: string, message: string) =>
  Object.assign(new Error(message), {
    code,
    detail: 'Failing row contains (7, nikee shose).',
    where: "unnamed portal parameter $1 = 'nikee shose'",
    query: statement,
    params: ['nikee shose'],
  })
const queryError = (cause: Error) => new DrizzleQueryError(statement, ['nikee shose'], cause)

describe('withoutValues', () => {
  it.each([
    ['42P01', 'relation "feedback" does not exist', 'relation "feedback" does not exist'],
    [
      '23505',
      'duplicate key value violates unique constraint "pk"',
      'duplicate key value violates unique constraint "pk"',
    ],
    ['22P02', 'invalid input syntax for type integer: "nikee "shose"', 'invalid input syntax for type integer'],
    ['22003', 'value "nikee" is out of range for type integer', 'value "…" is out of range for type integer'],
    ['ECONNREFUSED', 'connect ECONNREFUSED 127.0.0.1:5432', 'connect ECONNREFUSED 127.0.0.1:5432'],
  ])('keeps the message of %s, its code and the statement', (code, message, kept) => {
    const error = withoutValues(queryError(driverError(code, message))) as StatementError
    expect([error.message, error.code, error.cause]).toEqual([`${kept} (${code}) in: ${statement}`, code, undefined])
    expect(inspect(error, { depth: Infinity, showHidden: true })).not.toContain('nikee')
    expect(sqlState(error)).toBe(code.length === 5 ? code : '')
  })

  it('takes an error of a driver without drizzle around it', () => {
    const error = withoutValues(
      driverError('23514', 'check constraint "kinds" of relation "labels" is violated by some row'),
    )
    expect(error).toMatchObject({ message: expect.stringMatching(/by some row \(23514\)$/) as string })
    expect(inspect(error, { showHidden: true })).not.toContain('nikee')
  })

  it('cuts a long statement', () => {
    const long = new DrizzleQueryError(`insert into x values ${'($1), '.repeat(1_000)}`, [], new Error('closed'))
    expect(withoutValues(long)).toMatchObject({ message: expect.stringMatching(/^closed in: insert .*…$/) as string })
    expect((withoutValues(long) as Error).message.length).toBeLessThan(350)
  })

  it('leaves any other error as it is', () => {
    for (const other of [new TypeError('a bug'), new RangeError('Invalid time value'), 'text', undefined])
      expect(withoutValues(other)).toBe(other)
    expect(sqlState(new RangeError('Invalid time value'))).toBe('22000')
  })
})
