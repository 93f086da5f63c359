import { createMemoryLog } from '../../adapters/decision-log/memory.ts'
import type { DecisionLog } from '../../speller/ports.ts'
import type { ExitCode, LogCommandContext } from '../command.ts'
import { captured } from './captured.ts'

/** Runs a command over a log that stays open, and gives what it wrote. */
export async function runLogCommand<Context extends LogCommandContext>(
  command: (context: Context) => Promise<ExitCode>,
  args: readonly string[],
  changes: Partial<Context> & { readonly log?: DecisionLog } = {},
) {
  const { written, stdout, stderr } = captured()
  const { log = createMemoryLog(), ...others } = changes
  const context: LogCommandContext = {
    args,
    env: {},
    stdout,
    stderr,
    now: () => new Date('2026-01-15T12:00:00Z'),
    openLog: async () => ({ ...log, close: async () => undefined }),
    ...others,
  }
  const code = await command(context as Context)
  return { code, ...written }
}
