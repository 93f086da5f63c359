import { z } from 'zod'

// What the value of a setting may be, read from its text.

export const given = (allowed: string, holds: (value: string) => boolean) =>
  z.string().refine(holds, { error: allowed })

export const number = (allowed: string, pattern: RegExp, min: number, max: number) =>
  given(allowed, (value) => pattern.test(value) && Number(value) >= min && Number(value) <= max).transform(Number)

export const integer = (min: number, max: number) => number(`an integer from ${min} to ${max}`, /^\d{1,9}$/, min, max)
export const share = () => number('a number from 0 to 1', /^(?:\d+(?:\.\d*)?|\.\d+)$/, 0, 1)
export const oneOf = <const Values extends readonly [string, ...string[]]>(values: Values) =>
  z.enum(values, { error: `one of ${values.join(', ')}` })
export const url = (...protocols: string[]) =>
  given(
    `an address that begins with ${protocols.map((protocol) => `${protocol}//`).join(' or ')}`,
    (value) => URL.canParse(value) && protocols.includes(new URL(value).protocol),
  ).optional()

/** Of an HTTP service: a path before its own ones may stand in it, but nothing that no request would carry. `key`: the variable for what it asks for. */
export const service = (key: string) =>
  z
    .string()
    .refine((value) => URL.canParse(value) && /^https?:$/.test(new URL(value).protocol), {
      error: 'an address that begins with http:// or https://',
      abort: true,
    })
    .refine((value) => new URL(value).username + new URL(value).password === '', {
      error: `an address without user and password, which would not be sent; a key or token goes into ${key}`,
      abort: true,
    })
    .refine((value) => !/[?#]/.test(value), { error: 'an address without ? and #, which would not be sent' })
    .optional()
export const secret = () => given('printable ASCII without spaces', (value) => /^[!-~]+$/.test(value)).optional()
export const path = (fallback: string) => z.string().default(fallback)

export const milliseconds = () => integer(1, 600_000)
export const amount = () => number('a number from 0 on', /^(?:\d+(?:\.\d*)?|\.\d+)$/, 0, 1e9)
