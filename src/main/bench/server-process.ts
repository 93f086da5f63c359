import { join } from 'node:path'
import { startNode, typescript } from './child.ts'
import type { Bench } from './settings.ts'

const script = join(import.meta.dirname, '../server.ts')

/** A server of its own process on a loopback port, as `npm run serve` starts it; `found` is its address. */
export function startServer(bench: Bench, places: { readonly dataDir: string; readonly modelDir: string }) {
  return startNode([...typescript, script], environment(bench, places), urlIn)
}

/** Settings of this process, but nothing outside it: no database, no remote index, no token. */
function environment({ source }: Bench, { dataDir, modelDir }: { dataDir: string; modelDir: string }) {
  const { DATABASE_URL: _log, QDRANT_URL: _index, API_TOKEN: _token, ...env } = process.env
  const own = {
    QUERYMEND_DATA: dataDir,
    QUERYMEND_MODEL: modelDir,
    QUERYMEND_CATALOG: source.feed,
    HOST: '127.0.0.1',
    PORT: '0',
    LOG_LEVEL: 'info',
  }
  return { ...env, ...own }
}

/** The log line that tells where the server listens. */
function urlIn(line: string): string | undefined {
  return /"url":"(http:[^"]+)"/.exec(line)?.[1]
}
