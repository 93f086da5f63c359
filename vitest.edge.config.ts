import { cloudflareTest } from '@cloudflare/vitest-pool-workers'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { defineConfig } from 'vitest/config'
import { edgeDataDir } from './src/main/worker/testing/data-dir.ts'

const root = import.meta.dirname

// What runs in workerd, the runtime of Workers: `npm run test:edge`, not part of `npm test`.
export default defineConfig({
  plugins: [
    cloudflareTest({
      main: 'src/main/worker.ts',
      miniflare: {
        compatibilityDate: '2026-04-01',
        compatibilityFlags: ['nodejs_compat'],
        modulesRules: [{ type: 'CompiledWasm', include: ['**/*.wasm'] }],
        kvNamespaces: ['ANSWERS'],
        r2Buckets: ['SHOP'],
        serviceBindings: {
          // the project's own files stand for those of a deployment
          ASSETS: async (request: Request) => {
            const path = new URL(request.url).pathname
            const isData = path.startsWith('/data/')
            const file = isData ? join(edgeDataDir, path.slice('/data/'.length)) : join(root, path)
            const bytes = await readFile(file).catch(() => undefined)
            return bytes === undefined ? new Response('', { status: 404 }) : new Response(bytes)
          },
        },
      },
    }),
  ],
  test: {
    include: ['src/**/*.edge.ts'],
    globalSetup: ['src/main/worker/testing/setup.ts'],
    maxWorkers: 1,
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
})
