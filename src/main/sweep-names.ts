import { openSystems } from './evaluate-systems.ts'
import { runSweepCommand } from './sweep-names-command.ts'
import { thisProcess } from './this-process.ts'

const interruption = new AbortController()
// Once: a second interrupt ends the process at once.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interruption.abort())

process.exitCode = await runSweepCommand({
  ...thisProcess,
  signal: interruption.signal,
  openSystems,
})
