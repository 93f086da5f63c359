import { z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { HTTPException } from 'hono/http-exception'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { SpellerError, Unanswerable } from '../speller/errors.ts'
import { optional } from './optional.ts'

export const errorSchema = z
  .object({
    error: z.object({
      code: z.string(),
      message: z.string(),
      field: optional(z.string()).openapi({ description: 'The first wrong field of a bad request' }),
    }),
  })
  .openapi('Error')

export type ErrorBody = z.infer<typeof errorSchema>

/** A request that ends here: thrown anywhere, answered by `answerError`. */
export class RequestError extends Error {
  readonly status: ContentfulStatusCode
  readonly code: string
  readonly field: string | undefined
  constructor(status: ContentfulStatusCode, code: string, message: string, field?: string) {
    super(message)
    this.status = status
    this.code = code
    this.field = field
  }
}

const described = {
  400: 'Bad request; field names the first wrong field',
  401: 'The bearer token is missing or wrong',
  404: 'Not found',
  413: 'The body is too large',
  415: 'The body is not JSON',
  422: 'The corrector is well, and has no answer to this query',
  501: 'Not to be done where this server runs',
  503: 'A dependency failed; try again',
}

/** The error answers of a route, for its description. */
export function errorResponses<const Status extends keyof typeof described>(...statuses: Status[]) {
  const responses = statuses.map((status) => [
    status,
    { description: described[status], content: { 'application/json': { schema: errorSchema } } },
  ])
  return Object.fromEntries(responses) as Record<
    Status,
    { description: string; content: { 'application/json': { schema: typeof errorSchema } } }
  >
}

/** Validation hook of every router: the first issue becomes a 400. */
export function refuseInvalid(
  result: { readonly target: string; readonly data?: unknown } & (
    { readonly success: true } | { readonly success: false; readonly error: z.core.$ZodError }
  ),
) {
  if (result.success) return
  const issue = result.error.issues[0]!
  const path = issue.code === 'unrecognized_keys' ? [...issue.path, issue.keys[0]!] : issue.path
  if (result.target !== 'query')
    throw new RequestError(400, 'invalid_request', issue.message, path.map(String).join('.'))
  // what an address repeats is an array; zod would call it one
  const [name] = path.map(String)
  const value = (result.data as Readonly<Record<string, unknown>>)[name!]
  const isRepeated = Array.isArray(value)
  const isRepeatedInVain =
    isRepeated && path.length === 1 && (issue.code === 'invalid_type' || issue.code === 'invalid_value')
  const message = isRepeatedInVain ? `Given ${value.length} times: give it once` : issue.message
  throw new RequestError(400, 'invalid_request', message, isRepeated ? path.map(String).join('.') : name)
}

/** What the client is told; nothing of an unforeseen error but that it happened. */
export function errorOf(error: unknown): { readonly status: ContentfulStatusCode; readonly body: ErrorBody } {
  if (error instanceof RequestError) {
    const { status, code, message, field } = error
    return { status, body: { error: { code, message, ...(field === undefined ? {} : { field }) } } }
  }
  if (error instanceof HTTPException && error.status < 500)
    return { status: error.status, body: { error: { code: 'malformed_json', message: 'The body is not valid JSON' } } }
  if (error instanceof SpellerError && error.code === 'unsupported')
    return { status: 501, body: { error: { code: error.code, message: error.message } } }
  if (error instanceof Unanswerable)
    return { status: 422, body: { error: { code: error.code, message: error.message } } }
  if (error instanceof SpellerError)
    return { status: 503, body: { error: { code: error.code, message: 'A dependency failed; try again' } } }
  return { status: 500, body: { error: { code: 'internal', message: 'Something went wrong' } } }
}

export function answerError(c: Context, error: unknown) {
  const { status, body } = errorOf(error)
  return c.json(body, status)
}
