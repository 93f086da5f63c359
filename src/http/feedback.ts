import { createRoute, z } from '@hono/zod-openapi'
import { router } from './deps.ts'
import type { Served } from './deps.ts'
import { RequestError, errorResponses } from './errors.ts'
import { feedbackKindSchema } from './schemas.ts'
import { optional } from './optional.ts'

const feedbackSchema = z
  .strictObject({
    id: z.guid().openapi({ description: 'Id of the decision' }),
    kind: feedbackKindSchema.openapi({ description: 'reverted: the shopper searched for the query as typed instead' }),
    detail: optional(z.string().max(2_000)).openapi({ description: 'What was searched or clicked' }),
  })
  .openapi('Feedback')

export function feedbackRoutes({ log, metrics }: Served) {
  return router().openapi(
    createRoute({
      method: 'post',
      path: '/v1/feedback',
      operationId: 'feedback',
      summary: 'Tell what became of a decision',
      tags: ['Log'],
      request: { body: { required: true, content: { 'application/json': { schema: feedbackSchema } } } },
      responses: {
        200: {
          description: 'The feedback is stored',
          content: { 'application/json': { schema: z.object({ status: z.literal('recorded') }) } },
        },
        202: {
          description: 'The database is away; the feedback is held, and stored behind its decision when it is back',
          content: { 'application/json': { schema: z.object({ status: z.literal('waiting') }) } },
        },
        ...errorResponses(400, 404, 413, 415, 501, 503),
      },
    }),
    async (c) => {
      const { id, ...given } = c.req.valid('json')
      const status = await log.feedback({ decisionId: id, ...given })
      if (status === 'unknown_decision')
        throw new RequestError(404, 'unknown_decision', 'No decision of this id is in the log')
      metrics.fedBack(given.kind)
      return status === 'waiting' ? c.json({ status }, 202) : c.json({ status }, 200)
    },
  )
}
