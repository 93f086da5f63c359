import { z } from '@hono/zod-openapi'
import { canonicalLocale } from '../speller/locale.ts'
import type { Limits } from './deps.ts'
import { modeSchema } from './schemas.ts'
import { optional } from './optional.ts'

const maxPrevious = 16
const maxHits = 1_000_000_000
export const maxContext = 16

/** A BCP 47 tag, in its canonical case. */
export const localeSchema = z
  .string()
  .max(35)
  .refine((tag) => canonicalLocale(tag) !== undefined, { error: 'No known BCP 47 language tag, such as de or en-GB' })
  .transform((tag) => canonicalLocale(tag) ?? tag)
  .openapi({ type: 'string', example: 'en-GB', description: 'BCP 47 tag: only names of this locale, or of none' })

const lengthLimit = ({ queryLength }: Limits) =>
  [queryLength, { error: `Longer than ${queryLength} characters (UTF-16 code units): shorten it` }] as const

export const queryText = (limits: Limits) =>
  z
    .string()
    .max(...lengthLimit(limits))
    .openapi({ example: 'nikee runing shose' })

/** A parameter that an address may give several times. */
export const repeatable = <Schema extends z.ZodType>(list: Schema) =>
  z.preprocess((value) => (typeof value === 'string' ? [value] : value), list)

const previousTexts = (limits: Limits) =>
  z
    .array(queryText(limits))
    .max(maxPrevious, { error: `More than ${maxPrevious} earlier queries: give the last ${maxPrevious}` })

/** An integer written in digits, as addresses hold it. */
export const digits = (max: number) =>
  z
    .string()
    .refine((text) => /^\d{1,10}$/.test(text) && Number(text) <= max, { error: `Not an integer from 0 to ${max}` })
    .transform(Number)
    .openapi({ type: 'integer', minimum: 0, maximum: max })

const described = {
  mode: 'auto: rewrite when confident; suggest: at most suggest; off: keep, and log',
  k: 'Names of the catalog given to the corrector',
  previous: 'Earlier queries of the session, oldest first',
  hits:
    'Products that the query as typed finds. From QUERYMEND_ENOUGH_RESULTS (1,000 unless set) on, a correction is at most suggested; ' +
    'where there are none, other spaces (reason spacing) are searched instead of suggested; any other number changes nothing',
}

export const addressOptions = (limits: Limits) => {
  return z.strictObject({
    q: z
      .string({ error: ({ input }) => (input === undefined ? 'The query as typed is missing: ?q=…' : undefined) })
      .max(...lengthLimit(limits))
      .openapi({ example: 'nikee runing shose', param: { name: 'q', in: 'query' } }),
    mode: optional(modeSchema).openapi({ description: described.mode }),
    locale: optional(localeSchema),
    k: optional(digits(maxContext)).openapi({ description: described.k }),
    previous: optional(repeatable(previousTexts(limits))).openapi({
      type: 'array',
      items: { type: 'string', maxLength: limits.queryLength },
      maxItems: maxPrevious,
      description: described.previous,
    }),
    hits: optional(digits(maxHits)).openapi({ description: described.hits }),
  })
}

export const bodyOptions = (limits: Limits) =>
  z
    .strictObject({
      query: optional(queryText(limits)),
      queries: optional(
        z
          .array(queryText(limits))
          .min(1, { error: 'At least one query is required' })
          .max(limits.batch, { error: `More than ${limits.batch} queries: send them in several requests` }),
      ),
      mode: optional(modeSchema).openapi({ description: described.mode }),
      locale: optional(localeSchema),
      k: optional(z.int().min(0).max(maxContext)).openapi({ description: described.k }),
      previous: optional(previousTexts(limits)).openapi({
        description: `${described.previous}; not with queries`,
      }),
      hitCount: optional(z.int().min(0).max(maxHits)).openapi({ description: `${described.hits}; not with queries` }),
    })
    .superRefine((body, context) => {
      const refuse = (field: string, message: string) => context.addIssue({ code: 'custom', path: [field], message })
      if (body.query === undefined && body.queries === undefined) refuse('query', 'Either query or queries is required')
      if (body.queries === undefined) return
      for (const field of ['query', 'previous', 'hitCount'] as const)
        if (body[field] !== undefined) refuse(field, 'Belongs to one query, not to a batch')
    })
    .openapi('CorrectRequest', { description: 'One query, or a batch of them under the same options' })
