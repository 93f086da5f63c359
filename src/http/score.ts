import { createRoute, z } from '@hono/zod-openapi'
import { normalise } from '../speller/normalise.ts'
import type { Suggestion } from '../speller/ports.ts'
import { router } from './deps.ts'
import type { Limits, Served } from './deps.ts'
import { RequestError, errorResponses } from './errors.ts'
import { maxContext, queryText } from './options.ts'
import { optional } from './optional.ts'
import { nameKindSchema } from './schemas.ts'

const maxDrafts = 16

const requestSchema = (limits: Limits) => {
  const text = queryText(limits)
  const name = z.strictObject({
    text: z.string().min(1).max(limits.queryLength),
    kind: nameKindSchema,
    count: z.int().min(0),
  })
  return z
    .strictObject({
      query: text,
      context: z.array(name).max(maxContext).openapi({ description: 'Retrieved names, best first' }),
      drafts: z.array(text).max(maxDrafts).openapi({ description: 'Candidates to score, best first' }),
      previous: z.array(text).max(maxContext).openapi({ description: 'Earlier queries of the session, oldest first' }),
    })
    .openapi('ScoreRequest', { description: 'Texts are normalised where they are not' })
}

const answerSchema = z
  .object({
    model: z.string().openapi({ description: 'Id of the corrector that answered' }),
    isSecondChoice: z.boolean().openapi({
      description: 'It answered because those before it in the chain of this server gave no answer; ask again soon',
    }),
    suggestions: z
      .array(
        z.object({
          text: z.string(),
          logProbability: optional(z.number().max(0)).openapi({ description: 'Natural logarithm' }),
          source: z.enum(['greedy', 'draft']),
        }),
      )
      .openapi({ description: "The corrector's own answer first, then each draft in order where it scores them" }),
  })
  .openapi('Score')

/** The corrector by itself, for another Querymend that has the catalog but not the model. */
export function scoreRoutes({ corrector, limits }: Served) {
  return router().openapi(
    createRoute({
      method: 'post',
      path: '/v1/score',
      operationId: 'score',
      summary: 'Ask the corrector alone: no catalog, no guard, no decision',
      tags: ['Correction'],
      security: [{ bearer: [] }],
      request: { body: { required: true, content: { 'application/json': { schema: requestSchema(limits) } } } },
      responses: {
        200: { description: 'What the corrector says', content: { 'application/json': { schema: answerSchema } } },
        ...errorResponses(400, 401, 413, 415, 422, 503),
      },
    }),
    async (c) => {
      if (!corrector) throw new RequestError(503, 'no_corrector', 'This server runs without a corrector')
      const { query, context, drafts, previous } = c.req.valid('json')
      const request = {
        query: normalise(query),
        context: context.map((name) => ({ ...name, form: normalise(name.text) })),
        drafts: drafts.map(normalise),
        previous: previous.map(normalise),
      }
      const suggestions = await corrector.correct(request, c.req.raw.signal)
      const { by: model = corrector.id, isSecondChoice = false } = suggestions[0] ?? {}
      return c.json({ model, isSecondChoice, suggestions: suggestions.map(plain) }, 200)
    },
  )
}

/** Without what is this server's own affair, and without probabilities that JSON cannot hold. */
function plain({ text, source, logProbability }: Suggestion) {
  const isFinite = logProbability !== undefined && Number.isFinite(logProbability)
  return { text, source, ...(isFinite ? { logProbability } : {}) }
}
