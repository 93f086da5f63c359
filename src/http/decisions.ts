import { createRoute, z } from '@hono/zod-openapi'
import { router } from './deps.ts'
import type { Served } from './deps.ts'
import { RequestError, errorResponses } from './errors.ts'
import { feedbackKindSchema, labelKindSchema, recordSchema } from './schemas.ts'
import { optional } from './optional.ts'

const loggedSchema = z
  .object({
    decision: recordSchema,
    feedback: z.array(z.object({ kind: feedbackKindSchema, detail: optional(z.string()) })),
    labels: z
      .array(z.object({ kind: labelKindSchema, text: optional(z.string()) }))
      .openapi({ description: 'In order of arrival; the last one counts' }),
  })
  .openapi('LoggedDecision')

export function decisionRoutes({ log }: Served) {
  return router().openapi(
    createRoute({
      method: 'get',
      path: '/v1/decisions/{id}',
      operationId: 'decision',
      summary: 'A logged decision, what led to it, and its feedback and labels',
      tags: ['Log'],
      request: { params: z.object({ id: z.guid() }) },
      responses: {
        200: { description: 'The decision', content: { 'application/json': { schema: loggedSchema } } },
        ...errorResponses(400, 404, 501, 503),
      },
    }),
    async (c) => {
      const found = await log.find(c.req.valid('param').id)
      if (found === undefined) throw new RequestError(404, 'unknown_decision', 'No decision of this id is in the log')
      const feedback = found.feedback.map(({ decisionId: _, ...rest }) => rest)
      const labels = found.labels.map(({ decisionId: _, ...rest }) => rest)
      return c.json({ decision: found.record, feedback, labels }, 200)
    },
  )
}
