import { openSystems } from './evaluate-systems.ts'
import { runSweepCommand } from './sweep-names-command.ts'

const interruption = new AbortController()
// Once: a second interrupt ends the process at once.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interruption.abort())

process.exitCode = await runSweepCommand({
  args: process.argv.slice(2),
  env: process.env,
  stdout: process.stdout,
  stderr: process.stderr,
  signal: interruption.signal,
  openSystems,
})
