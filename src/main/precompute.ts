import { openExistingLog } from './existing-log.ts'
import { runPrecomputeCommand } from './precompute-command.ts'
import { openPrecomputeSystems } from './precompute-systems.ts'
import { thisProcess } from './this-process.ts'
import { openCatalogStore } from './wire-node.ts'

const interruption = new AbortController()
// Once: a second interrupt ends the process at once.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interruption.abort())

process.exitCode = await runPrecomputeCommand({
  ...thisProcess,
  now: () => new Date(),
  signal: interruption.signal,
  openLog: openExistingLog,
  openLive: async (config) => (await openCatalogStore(config)).open(),
  openSystems: openPrecomputeSystems,
})
