import type { Command } from 'commander'
import { CommanderError } from 'commander'
import type { Config } from '../config.ts'
import { SpellerError, type SpellerErrorCode } from '../speller/errors.ts'
import type { DecisionLog } from '../speller/ports.ts'

/** What a command over the decision log is given, so that tests can stand in for the process. */
export interface LogCommandContext {
  /** Arguments of the user, without those of the runtime. */
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string | undefined>>
  readonly stdout: NodeJS.WritableStream
  readonly stderr: NodeJS.WritableStream
  readonly now: () => Date
  readonly openLog: (config: Config) => Promise<DecisionLog>
}

/** 0: done. 1: a dependency failed, or a check does not hold. 2: bad arguments, settings or input. */
export type ExitCode = 0 | 1 | 2

const inputErrors: ReadonlySet<SpellerErrorCode> = new Set([
  'config_invalid',
  'gold_invalid',
  'catalog_invalid',
  'model_invalid',
])

/** Runs `work`, and turns what a person can mend into a message and an exit code. Only bugs throw. */
export async function exitCodeOf<Code extends number = ExitCode>(
  stderr: NodeJS.WritableStream,
  work: () => Promise<Code>,
): Promise<Code | ExitCode> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
    if (!(error instanceof SpellerError)) throw error
    stderr.write(`${error.message}\n`)
    return inputErrors.has(error.code) ? 2 : 1
  }
}

/** Throws CommanderError for wrong arguments, after telling of them on stderr, and for --help. */
export function parse(
  command: Command,
  { args, stdout, stderr }: Pick<LogCommandContext, 'args' | 'stdout' | 'stderr'>,
): Command {
  return command
    .exitOverride()
    .configureOutput({ writeOut: (text) => stdout.write(text), writeErr: (text) => stderr.write(text) })
    .parse(args, { from: 'user' })
}

/** Does `work` unless the arguments ask for help or are wrong: the command takes none, and what it goes by is in the environment. */
export function runWithoutOptions(
  command: Command,
  context: Pick<LogCommandContext, 'args' | 'stdout' | 'stderr'>,
  work: () => Promise<ExitCode>,
): Promise<ExitCode> {
  return exitCodeOf(context.stderr, async () => {
    parse(command.allowExcessArguments(false), context)
    return work()
  })
}

/** Opens the log for as long as `work` takes. */
export async function withLog<Result>(
  context: LogCommandContext,
  config: Config,
  work: (log: DecisionLog) => Promise<Result>,
): Promise<Result> {
  const log = await context.openLog(config)
  try {
    return await work(log)
  } finally {
    await log.close()
  }
}
