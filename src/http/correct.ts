import { createRoute, z } from '@hono/zod-openapi'
import { nextTurn } from '../speller/next-turn.ts'
import type { CorrectOptions } from '../speller/types.ts'
import { router } from './deps.ts'
import type { Served } from './deps.ts'
import { errorResponses } from './errors.ts'
import { addressOptions, bodyOptions } from './options.ts'
import { decisionSchema } from './schemas.ts'

const tags = ['Correction']

/** Queries of a batch that are under way together. More wait for each other's computing until the corrector's deadline is past. */
const atOnce = 2
const batchSchema = z.object({ decisions: z.array(decisionSchema).readonly() }).openapi('Decisions')

export function correctRoutes({ speller, metrics, limits }: Served) {
  const correct = async (query: string, options: CorrectOptions) => {
    const decision = await speller.correct(query, options)
    metrics.decided(decision)
    return decision
  }

  return router()
    .openapi(
      createRoute({
        method: 'get',
        path: '/v1/correct',
        operationId: 'correct',
        summary: 'Correct one query',
        tags,
        request: { query: addressOptions(limits) },
        responses: {
          200: { description: 'The decision', content: { 'application/json': { schema: decisionSchema } } },
          ...errorResponses(400),
        },
      }),
      async (c) => {
        const { q, hits, ...options } = c.req.valid('query')
        return c.json(await correct(q, { ...options, ...(hits === undefined ? {} : { hitCount: hits }) }), 200)
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/v1/correct',
        operationId: 'correctMany',
        summary: 'Correct one query, or a batch',
        tags,
        request: { body: { required: true, content: { 'application/json': { schema: bodyOptions(limits) } } } },
        responses: {
          200: {
            description: 'The decision; for queries, one per query, in order',
            content: { 'application/json': { schema: z.union([decisionSchema, batchSchema]) } },
          },
          ...errorResponses(400, 413, 415),
        },
      }),
      async (c) => {
        const { query, queries, ...options } = c.req.valid('json')
        if (queries === undefined) return c.json(await correct(query!, options), 200)
        return c.json({ decisions: await inTurns(queries, (each) => correct(each, options)) }, 200)
      },
    )
}

/**
 * Results in the order of the items, at most `atOnce` of which are under way together. Between them the thread is given away, so that others
 * wait for the computing of a few queries, and not for that of the whole batch.
 */
async function inTurns<Item, Result>(items: readonly Item[], work: (item: Item) => Promise<Result>): Promise<Result[]> {
  const results: Result[] = []
  const left = items.entries()
  const turn = async () => {
    for (const [position, item] of left) {
      results[position] = await work(item)
      await nextTurn()
    }
  }
  await Promise.all(Array.from({ length: atOnce }, turn))
  return results
}
