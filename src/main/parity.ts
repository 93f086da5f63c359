import { runParityCommand } from './parity-command.ts'
import { thisProcess } from './this-process.ts'

const interruption = new AbortController()
// Once: a second interrupt ends the process at once.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interruption.abort())

process.exitCode = await runParityCommand({ ...thisProcess, signal: interruption.signal })
