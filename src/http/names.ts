import { createRoute, z } from '@hono/zod-openapi'
import { normalise, onOneLine } from '../speller/normalise.ts'
import type { NameChanges } from '../speller/ports.ts'
import type { Name } from '../speller/types.ts'
import { router } from './deps.ts'
import type { Limits, Served } from './deps.ts'
import { RequestError, errorResponses } from './errors.ts'
import { digits, localeSchema, repeatable } from './options.ts'
import { catalogSchema, nameKindSchema } from './schemas.ts'
import { optional } from './optional.ts'

const tags = ['Catalog']
const maxName = 200
const textSchema = z
  .string()
  .min(1, { error: 'A name is empty' })
  .max(maxName, { error: `Longer than ${maxName} characters (UTF-16 code units): shorten it` })
const fields = {
  kind: nameKindSchema.default('brand'),
  count: z.int().min(1).max(1_000_000_000).default(1).openapi({ description: 'Products that hold it' }),
  locale: optional(localeSchema),
}
const nameSchema = z.strictObject({ name: textSchema, ...fields }).openapi('NewName')

const putSchema = (limits: Limits) =>
  z
    .strictObject({
      name: optional(textSchema),
      kind: optional(fields.kind.unwrap()),
      count: optional(fields.count.unwrap()),
      locale: fields.locale,
      names: optional(z.array(nameSchema).min(1).max(limits.batch)),
    })
    .superRefine((body, context) => {
      const refuse = (field: string, message: string) => context.addIssue({ code: 'custom', path: [field], message })
      if (body.name === undefined && body.names === undefined) refuse('name', 'Either name or names is required')
      if (body.names === undefined) return
      for (const field of ['name', 'kind', 'count', 'locale'] as const)
        if (body[field] !== undefined) refuse(field, 'Belongs to one name; within names, each has its own')
    })
    .openapi('PutNames', { description: 'One name, or several' })

const storedNameSchema = z
  .object({
    text: z.string(),
    form: z.string(),
    kind: nameKindSchema,
    count: z.int(),
    locale: optional(z.string()),
  })
  .openapi('StoredName')
const storedSchema = z.object({ names: z.array(storedNameSchema) })

const maxPage = 1000
const changesSchema = z
  .object({
    added: z
      .array(storedNameSchema)
      .openapi({ description: 'Names put here; they stay with every catalog until they are deleted here' }),
    removed: z.array(z.string()).openapi({
      description:
        "Forms of the live catalog's own names that were deleted here; an ingestion brings back what its feed holds",
    }),
    next: optional(z.string()).openapi({ description: 'For `after`, where there are more' }),
  })
  .openapi('NameChanges')

function formOf(text: string, field: string): string {
  const form = normalise(text)
  if (form === '') throw new RequestError(400, 'invalid_request', 'A name needs a letter or a digit', field)
  return form
}

/** The next `limit` changes in the order of their forms, added ones first. */
function pageOf({ added, removed }: NameChanges, limit: number, after: string): z.infer<typeof changesSchema> {
  const all = [
    ...added.map((name) => ({ key: `added:${name.form}:${name.locale ?? ''}`, name })),
    ...removed.map((form) => ({ key: `removed:${form}`, form })),
  ]
  const rest = all.filter(({ key }) => key > after).sort((a, b) => (a.key < b.key ? -1 : 1))
  const page = rest.slice(0, limit)
  return {
    added: page.flatMap((one) => ('name' in one ? [storedOf(one.name)] : [])),
    removed: page.flatMap((one) => ('form' in one ? [one.form] : [])),
    ...(rest.length > limit ? { next: page.at(-1)!.key } : {}),
  }
}

function storedOf({ text, form, kind, count, locale }: Name) {
  return { text, form, kind, count, ...(locale === undefined ? {} : { locale }) }
}

export function nameRoutes({ index, limits }: Served) {
  return router()
    .openapi(
      createRoute({
        method: 'get',
        path: '/v1/names',
        operationId: 'listNames',
        summary: 'Names that were added and removed at run time',
        tags,
        security: [{ bearer: [] }],
        request: {
          query: z.strictObject({
            limit: optional(
              digits(maxPage).refine((limit) => limit > 0, { error: `Not an integer from 1 to ${maxPage}` }),
            ).openapi({
              type: 'integer',
              minimum: 1,
              maximum: maxPage,
              default: 100,
              description: 'Most changes of one answer',
            }),
            after: optional(z.string().max(4000)).openapi({ description: '`next` of the answer before' }),
          }),
        },
        responses: {
          200: { description: 'Added ones first', content: { 'application/json': { schema: changesSchema } } },
          ...errorResponses(400, 401, 503),
        },
      }),
      async (c) => {
        const { limit = 100, after = '' } = c.req.valid('query')
        return c.json(pageOf(await index.changes(), limit, after), 200)
      },
    )
    .openapi(
      createRoute({
        method: 'put',
        path: '/v1/names',
        operationId: 'putNames',
        summary: 'Add or replace names; the next query respects them',
        description: 'They stay with every catalog that is ingested later, until they are deleted.',
        tags,
        security: [{ bearer: [] }],
        request: { body: { required: true, content: { 'application/json': { schema: putSchema(limits) } } } },
        responses: {
          200: { description: 'The names as stored', content: { 'application/json': { schema: storedSchema } } },
          ...errorResponses(400, 401, 413, 415, 501, 503),
        },
      }),
      async (c) => {
        const { names, name, ...rest } = c.req.valid('json')
        const given = names ?? [nameSchema.parse({ name, ...rest })]
        const stored = given.map(({ name: text, ...other }, position): Name => {
          const field = names === undefined ? 'name' : `names.${position}.name`
          return { text: onOneLine(text), form: formOf(text, field), ...other }
        })
        await index.upsert(stored)
        return c.json({ names: stored }, 200)
      },
    )
    .openapi(
      createRoute({
        method: 'delete',
        path: '/v1/names',
        operationId: 'deleteNames',
        summary: 'Remove names, in every locale; absent ones are ignored',
        description:
          'Of added names nothing is left. Names of the catalog are removed from the generations that there are, also after a roll-back; the next ingestion brings back what its feed holds. A rule of the shop outlives it.',
        tags,
        security: [{ bearer: [] }],
        request: {
          query: z.strictObject({
            name: repeatable(
              z
                .array(textSchema, {
                  error: ({ input }) => (input === undefined ? 'Say which names to remove: ?name=…' : undefined),
                })
                .max(limits.batch, { error: `More than ${limits.batch} names: remove them in several requests` }),
            ).openapi({ type: 'array', items: { type: 'string' }, minItems: 1, maxItems: limits.batch }),
          }),
        },
        responses: {
          200: {
            description: 'The normalised forms that are no names of the catalog as it is',
            content: { 'application/json': { schema: z.object({ forms: z.array(z.string()) }) } },
          },
          ...errorResponses(400, 401, 501, 503),
        },
      }),
      async (c) => {
        const forms = c.req.valid('query').name.map((text) => formOf(text, 'name'))
        await index.remove(forms)
        return c.json({ forms }, 200)
      },
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/v1/catalog',
        operationId: 'catalog',
        summary: 'The live generation of the catalog',
        tags,
        responses: {
          200: { description: 'Its id and sizes', content: { 'application/json': { schema: catalogSchema } } },
          ...errorResponses(503),
        },
      }),
      async (c) => c.json(await index.info(), 200),
    )
}
