import { cors } from 'hono/cors'
import { requestId } from 'hono/request-id'
import { routePath } from 'hono/route'
import { correctRoutes } from './correct.ts'
import { decisionRoutes } from './decisions.ts'
import { defaultLimits, router } from './deps.ts'
import type { AppDeps, Served } from './deps.ts'
import { RequestError, answerError, errorOf } from './errors.ts'
import { feedbackRoutes } from './feedback.ts'
import { healthRoutes } from './health.ts'
import { labelRoutes } from './labels.ts'
import { nameRoutes } from './names.ts'
import { scoreRoutes } from './score.ts'
import { docsPage } from './pages/docs.ts'
import { searchPage } from './pages/search.ts'
import { answerPage } from './pages/shell.ts'
import { limitBody, requireJson, requireToken } from './protect.ts'
import { requireUtf8 } from './utf8.ts'

/** The whole HTTP interface, for any runtime that takes a fetch handler. */
export function createApp(deps: AppDeps) {
  const served: Served = { ...deps, limits: { ...defaultLimits, ...deps.limits } }
  const { metrics, limits, apiToken, corsOrigins = [], onError } = served
  const base = router()

  base.onError((error, c) => {
    const { status } = errorOf(error)
    if (status >= 500 && status !== 501) onError?.(error, c.get('requestId'))
    return answerError(c, error)
  })
  base.notFound((c) => answerError(c, new RequestError(404, 'not_found', `Nothing at ${c.req.method} ${c.req.path}`)))

  base.use(requestId())
  base.use(async (c, next) => {
    const start = performance.now()
    await next()
    const path = routePath(c, -1)
    metrics.answered({
      method: c.req.method,
      route: path.includes('*') ? 'other' : path,
      status: c.res.status,
      seconds: (performance.now() - start) / 1_000,
    })
  })
  base.use('/v1/*', async (c, next) => {
    await next()
    c.header('cache-control', 'no-store')
  })
  if (corsOrigins.length > 0)
    for (const path of ['/v1/correct', '/v1/feedback'])
      base.use(path, cors({ origin: [...corsOrigins], allowMethods: ['GET', 'POST'], maxAge: 86_400 }))
  base.use('/v1/*', requireUtf8)
  base.on(['GET', 'PUT', 'DELETE'], '/v1/names', requireToken(apiToken))
  base.on('POST', ['/v1/labels', '/v1/score'], requireToken(apiToken))
  base.on(['POST', 'PUT'], '/v1/*', limitBody(limits.bodyBytes), requireJson)

  const app = base
    .route('/', correctRoutes(served))
    .route('/', scoreRoutes(served))
    .route('/', feedbackRoutes(served))
    .route('/', labelRoutes(served))
    .route('/', decisionRoutes(served))
    .route('/', nameRoutes(served))
    .route('/', healthRoutes(served))

  app.openAPIRegistry.registerComponent('securitySchemes', 'bearer', { type: 'http', scheme: 'bearer' })
  app.doc31('/openapi.json', {
    openapi: '3.1.0',
    info: {
      title: 'Querymend',
      version: '1',
      description: 'Corrects misspelled shop queries without breaking brand names.',
      license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
    },
  })
  app.get('/', (c) => answerPage(c, searchPage))
  app.get('/docs', (c) => answerPage(c, docsPage))
  return app
}

export type App = ReturnType<typeof createApp>
