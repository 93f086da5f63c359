import { createRoute, z } from '@hono/zod-openapi'
import { router } from './deps.ts'
import type { Readiness, Served } from './deps.ts'
import { optional } from './optional.ts'

const tags = ['Operation']
const readinessSchema = z
  .object({
    ok: z.boolean(),
    checks: z.record(z.string(), z.object({ ok: z.boolean(), detail: optional(z.string()) })),
  })
  .openapi('Readiness')
const content = { 'application/json': { schema: readinessSchema } }

export function healthRoutes({ ready, metrics, log, correctors, onError }: Served) {
  return router()
    .openapi(
      createRoute({
        method: 'get',
        path: '/healthz',
        operationId: 'healthz',
        summary: 'The process answers',
        tags,
        responses: {
          200: {
            description: 'Alive',
            content: { 'application/json': { schema: z.object({ ok: z.literal(true) }) } },
          },
        },
      }),
      (c) => c.json({ ok: true as const }, 200),
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/readyz',
        operationId: 'readyz',
        summary: 'The process can correct',
        tags,
        responses: { 200: { description: 'Ready', content }, 503: { description: 'Not ready', content } },
      }),
      async (c) => {
        const state = await ready().catch((error: unknown): Readiness => {
          onError?.(error, c.get('requestId'))
          return { ok: false, checks: {} }
        })
        return c.json({ ok: state.ok, checks: { ...state.checks } }, state.ok ? 200 : 503)
      },
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/metrics',
        operationId: 'metrics',
        summary: "Metrics in Prometheus' text format",
        tags,
        responses: {
          200: { description: 'The exposition', content: { 'text/plain': { schema: z.string() } } },
        },
      }),
      async (c) => {
        const { contentType, body } = await metrics.render(log, correctors?.())
        return c.body(body, 200, { 'content-type': contentType }) as never
      },
    )
}
