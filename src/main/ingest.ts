import { runIngestCommand } from './ingest-command.ts'
import { openCatalogStore } from './wire-node.ts'

const interruption = new AbortController()
// Once: a second interrupt ends the process at once.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interruption.abort())

process.exitCode = await runIngestCommand({
  args: process.argv.slice(2),
  env: process.env,
  stdout: process.stdout,
  stderr: process.stderr,
  signal: interruption.signal,
  openStore: openCatalogStore,
})
