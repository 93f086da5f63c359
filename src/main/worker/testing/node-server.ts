import { join } from 'node:path'
import { startNode, typescript } from '../../bench/child.ts'

const script = join(import.meta.dirname, '../../server.ts')

export interface NodeServer {
  readonly address: string
  stop(): Promise<void>
}

/** A Querymend in Node with these settings and no others, on a free port, as `npm run serve` starts it. */
export async function startNodeServer(settings: Readonly<Record<string, string>>): Promise<NodeServer> {
  const { PATH } = process.env
  const env = { PATH, PORT: '0', QUERYMEND_DRAIN_MS: '0', ...settings }
  const server = await startNode([...typescript, script], env, (line) => /"url":"(http:[^"]+)"/.exec(line)?.[1])
  return { address: server.found, stop: () => server.stop() }
}
