import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8')
const library = createRequire(import.meta.url).resolve('instantsearch.js/dist/instantsearch.production.min.js')

/** TypeScript as the browser takes it; a shop's bundler does this. */
function script(path: string): string {
  const compilerOptions = { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext, verbatimModuleSyntax: true }
  return ts.transpileModule(read(path), { compilerOptions }).outputText.replaceAll(/(from '\.\/[\w-]+)\.ts'/g, "$1.js'")
}

/** The demo's pages, and under /v1 whatever `querymend` answers: on the page's own origin, so that no browser asks for CORS. */
export function createDemo(querymend: (request: Request) => Response | Promise<Response>): Hono {
  const javascript = { 'content-type': 'text/javascript' }
  const demo = new Hono()
  demo.get('/', (c) => c.html(read('demo.html')))
  demo.get('/instantsearch.js', (c) => c.body(readFileSync(library, 'utf8'), 200, javascript))
  for (const path of ['../../src/http/client.ts', 'demo.ts', 'search-client.ts', 'correction-widget.ts']) {
    const text = script(path)
    demo.get(`/${basename(path, '.ts')}.js`, (c) => c.body(text, 200, javascript))
  }
  demo.all('/v1/*', (c) => querymend(c.req.raw))
  return demo
}

/** Whatever the server there answers, under paths of its own; decoded, as `fetch` gives it. */
export function forwardTo(upstream: string): (request: Request) => Promise<Response> {
  return async (request) => {
    const { pathname, search } = new URL(request.url)
    const { body, status, headers } = await fetch(new Request(new URL(pathname + search, upstream), request))
    const decoded = new Headers(headers)
    for (const name of ['content-encoding', 'content-length']) decoded.delete(name)
    return new Response(body, { status, headers: decoded })
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const forward = forwardTo(process.env['QUERYMEND_URL'] ?? 'http://localhost:8787')
  const port = Number(process.env['PORT'] ?? 8788)
  const server = serve({ fetch: createDemo(forward).fetch, hostname: '127.0.0.1', port }, (listening) =>
    process.stdout.write(`http://localhost:${listening.port}\n`),
  )
  server.on('error', (error: Error) => {
    process.stderr.write(`Cannot listen on port ${port} (${error.message}). Set PORT to another.\n`)
    process.exitCode = 1
  })
}
