import { describe, expect, it } from 'vitest'
import { type BundleMeta, partsOf, problemsOf } from './bundle-check.ts'

const meta = (files: Readonly<Record<string, number>>, imports: readonly string[] = []): BundleMeta => ({
  outputs: {
    'out/worker.js.map': { bytes: 9, inputs: {}, imports: [] },
    'out/worker.js': {
      bytes: 100,
      entryPoint: 'src/main/worker.ts',
      inputs: Object.fromEntries(Object.entries(files).map(([file, bytesInOutput]) => [file, { bytesInOutput }])),
      imports: imports.map((path) => ({ path, external: true })),
    },
  },
})
const whole = meta(
  {
    'src/main/worker.ts': 10,
    'src/main/worker/serve.ts': 5,
    'src/http/app.ts': 7,
    'node_modules/hono/dist/hono.js': 20,
    'node_modules/@hono/zod-openapi/dist/index.js': 30,
    'node_modules/a/node_modules/zod/index.js': 40,
  },
  ['node:crypto', 'cloudflare:sockets'],
)

describe('partsOf', () => {
  it('sums the bytes of packages and folders, the largest first', () => {
    expect(partsOf(whole)).toEqual([
      { name: 'zod', bytes: 40 },
      { name: '@hono/zod-openapi', bytes: 30 },
      { name: 'hono', bytes: 20 },
      { name: 'src/main', bytes: 15 },
      { name: 'src/http', bytes: 7 },
    ])
  })
})

describe('problemsOf', () => {
  it('finds nothing wrong with a bundle that may be deployed', () => {
    expect(problemsOf(whole, 1_000, 1_000)).toEqual([])
  })

  it.each([
    ['pino', 'node_modules/pino/browser.js'],
    ['@electric-sql/pglite', 'node_modules/@electric-sql/pglite/dist/index.js'],
    ['onnxruntime-node', '../../node_modules/onnxruntime-node/dist/index.js'],
    ['prom-client', 'node_modules/a/node_modules/prom-client/index.js'],
  ])('refuses %s, wherever it lies', (name, file) => {
    expect(problemsOf(meta({ [file]: 1 }), 1, 1)).toEqual([`${name} is in the bundle`])
  })

  it.each(['node:fs', 'node:worker_threads', 'node:fs/promises'])('refuses %s', (name) => {
    const problems = problemsOf(meta({ 'src/a.ts': 1 }, [name, name, 'node:buffer']), 1, 1)
    expect(problems).toEqual([`${name} is imported, which a Worker has only in name`])
  })

  it('refuses a bundle that is too large, and a metafile without one', () => {
    expect(problemsOf(whole, 1_001, 1_000)).toEqual(['1001 bytes of gzip are more than 1000'])
    expect(problemsOf({ outputs: {} }, 1, 1)).toEqual(['the metafile names no bundle'])
  })
})
