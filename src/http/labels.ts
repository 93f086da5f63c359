import { createRoute, z } from '@hono/zod-openapi'
import { router } from './deps.ts'
import type { Limits, Served } from './deps.ts'
import { RequestError, errorResponses } from './errors.ts'
import { optional } from './optional.ts'
import { labelKindSchema } from './schemas.ts'

const labelSchema = (limits: Limits) =>
  z
    .strictObject({
      id: z.guid().openapi({ description: 'Id of the decision' }),
      kind: labelKindSchema.openapi({
        description:
          'right: what was offered (the correction, or the query where it was kept) is what was meant; wrong: it is not; ' +
          'should_be: text was meant',
      }),
      text: optional(z.string().trim().min(1).max(limits.queryLength)).openapi({
        description: 'What was meant; with should_be only',
      }),
    })
    .superRefine(({ kind, text }, context) => {
      const refuse = (message: string) => context.addIssue({ code: 'custom', path: ['text'], message })
      if (kind === 'should_be' && text === undefined) refuse('should_be needs the text that was meant')
      if (kind !== 'should_be' && text !== undefined) refuse(`Belongs to should_be, not to ${kind}`)
    })
    .openapi('Label', { description: "A person's judgement of a decision" })

/** Unlike feedback, which shoppers' browsers send, labels need the token: they become training data. */
export function labelRoutes({ log, limits }: Served) {
  return router().openapi(
    createRoute({
      method: 'post',
      path: '/v1/labels',
      operationId: 'label',
      summary: 'Say whether a decision was right; of several labels the last one counts',
      tags: ['Log'],
      security: [{ bearer: [] }],
      request: { body: { required: true, content: { 'application/json': { schema: labelSchema(limits) } } } },
      responses: {
        200: {
          description: 'The label is stored',
          content: { 'application/json': { schema: z.object({ status: z.literal('recorded') }) } },
        },
        ...errorResponses(400, 401, 404, 413, 415, 501, 503),
      },
    }),
    async (c) => {
      const { id, ...given } = c.req.valid('json')
      const status = await log.label({ decisionId: id, ...given })
      if (status === 'unknown_decision')
        throw new RequestError(404, 'unknown_decision', 'No decision of this id is in the log')
      return c.json({ status }, 200)
    },
  )
}
