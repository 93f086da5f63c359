import { Writable } from 'node:stream'
import { createMemoryLog } from '../../adapters/decision-log/memory.ts'
import type { DecisionLog } from '../../speller/ports.ts'
import type { ExitCode, LogCommandContext } from '../command.ts'

/** Runs a command over a log that stays open, and gives what it wrote. */
export async function runLogCommand<Context extends LogCommandContext>(
  command: (context: Context) => Promise<ExitCode>,
  args: readonly string[],
  changes: Partial<Context> & { readonly log?: DecisionLog } = {},
) {
  const written = { stdout: '', stderr: '' }
  const into = (name: keyof typeof written) =>
    new Writable({
      write(chunk, _encoding, done) {
        written[name] += String(chunk)
        done()
      },
    })
  const { log = createMemoryLog(), ...others } = changes
  const context: LogCommandContext = {
    args,
    env: {},
    stdout: into('stdout'),
    stderr: into('stderr'),
    now: () => new Date('2026-01-15T12:00:00Z'),
    openLog: async () => ({ ...log, close: async () => undefined }),
    ...others,
  }
  const code = await command(context as Context)
  return { code, ...written }
}
