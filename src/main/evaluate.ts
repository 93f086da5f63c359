import { runEvaluateCommand } from './evaluate-command.ts'
import { openSystems } from './evaluate-systems.ts'
import { thisProcess } from './this-process.ts'

const interruption = new AbortController()
// Once: a second interrupt ends the process at once.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interruption.abort())

process.exitCode = await runEvaluateCommand({
  ...thisProcess,
  now: () => new Date(),
  signal: interruption.signal,
  openSystems,
})
