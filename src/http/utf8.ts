import type { MiddlewareHandler } from 'hono'
import { RequestError } from './errors.ts'

const escapes = /(?:%[\da-f]{2})+/gi

/**
 * Refuses addresses whose percent encoding is not UTF-8, parameter by parameter: they would be read as if the signs had been typed. A percent
 * sign that encodes nothing stands for itself.
 */
export const requireUtf8: MiddlewareHandler = async (c, next) => {
  const { search, pathname } = new URL(c.req.url)
  for (const part of [pathname, ...search.slice(1).split('&')]) {
    const wrong = part.match(escapes)?.find((run) => !isUtf8(run))
    if (wrong === undefined) continue
    const [name = ''] = part.split('=')
    throw new RequestError(
      400,
      'invalid_request',
      `${wrong} is not UTF-8: encode the text as UTF-8 first, as encodeURIComponent does ("café": caf%C3%A9)`,
      part === pathname || name.includes('%') ? undefined : name,
    )
  }
  await next()
}

function isUtf8(escaped: string): boolean {
  try {
    decodeURIComponent(escaped)
    return true
  } catch {
    return false
  }
}
