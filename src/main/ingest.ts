import { runIngestCommand } from './ingest-command.ts'
import { thisProcess } from './this-process.ts'
import { openCatalogStore } from './wire-node.ts'

const interruption = new AbortController()
// Once: a second interrupt ends the process at once.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interruption.abort())

process.exitCode = await runIngestCommand({
  ...thisProcess,
  signal: interruption.signal,
  openStore: openCatalogStore,
})
