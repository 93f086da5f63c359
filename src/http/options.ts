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

export const queryText = (limits: Limits) =>
  z.string().max(limits.queryLength).openapi({ example: 'nikee runing shose' })

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
  hits: 'Products that the query as typed finds',
}

export const addressOptions = (limits: Limits) => {
  const text = queryText(limits)
  return z.strictObject({
    q: z
      .string({ error: ({ input }) => (input === undefined ? 'The query as typed is missing' : 'Give one query') })
      .max(limits.queryLength)
      .openapi({ example: 'nikee runing shose', param: { name: 'q', in: 'query' } }),
    mode: optional(modeSchema).openapi({ description: described.mode }),
    locale: optional(localeSchema),
    k: optional(digits(maxContext)).openapi({ description: described.k }),
    previous: optional(
      z
        .union([text, z.array(text).max(maxPrevious)])
        .transform((value) => (typeof value === 'string' ? [value] : value)),
    ).openapi({ type: 'array', items: { type: 'string' }, maxItems: maxPrevious, description: described.previous }),
    hits: optional(digits(maxHits)).openapi({ description: described.hits }),
  })
}

export const bodyOptions = (limits: Limits) =>
  z
    .strictObject({
      query: optional(queryText(limits)),
      queries: optional(z.array(queryText(limits)).min(1).max(limits.batch)),
      mode: optional(modeSchema).openapi({ description: described.mode }),
      locale: optional(localeSchema),
      k: optional(z.int().min(0).max(maxContext)).openapi({ description: described.k }),
      previous: optional(z.array(queryText(limits)).max(maxPrevious)).openapi({
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
