import type { MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { timingSafeEqual } from 'hono/utils/buffer'
import { RequestError } from './errors.ts'

const tooLarge = (bytes: number) => new RequestError(413, 'too_large', `The body is larger than ${bytes} bytes`)

/** Refuses bodies beyond `maxBytes`. A declared length is believed, since the server holds the client to it. */
export function limitBody(maxBytes: number): MiddlewareHandler {
  const counted = bodyLimit({
    maxSize: maxBytes,
    onError: () => {
      throw tooLarge(maxBytes)
    },
  })
  return async (c, next) => {
    const declared = c.req.header('content-length')
    if (declared === undefined || c.req.header('transfer-encoding') !== undefined) return counted(c, next)
    if (!(Number(declared) <= maxBytes)) throw tooLarge(maxBytes)
    await next()
  }
}

/** Refuses bodies that do not say they are JSON. */
export const requireJson: MiddlewareHandler = async (c, next) => {
  const type = c.req.header('content-type')?.split(';')[0]!.trim().toLowerCase() ?? ''
  if (type !== 'application/json') throw new RequestError(415, 'unsupported_media_type', 'Send application/json')
  await next()
}

/** Asks for a bearer token; without one set, lets everybody pass. */
export function requireToken(token: string | undefined): MiddlewareHandler {
  return async (c, next) => {
    if (token !== undefined && !(await holdsToken(c.req.header('authorization'), token))) {
      c.header('www-authenticate', 'Bearer')
      throw new RequestError(401, 'unauthorized', 'A valid bearer token is needed')
    }
    await next()
  }
}

/** Whether an Authorization header brings the token, compared in constant time. */
export async function holdsToken(authorization: string | null | undefined, token: string): Promise<boolean> {
  const given = /^bearer (.*)$/i.exec(authorization ?? '')?.[1] ?? ''
  return timingSafeEqual(given, token)
}
