import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { Command, InvalidArgumentError } from 'commander'
import { collectQueryLog } from '../ingest/query-log.ts'
import { readQueryLog, type LoggedSearch } from '../ingest/read-query-log.ts'
import { replaceFile } from '../ingest/replace-file.ts'
import { SpellerError } from '../speller/errors.ts'
import { exitCodeOf, parse, type ExitCode, type LogCommandContext } from './command.ts'

export type QueryLogContext = Pick<LogCommandContext, 'args' | 'stdout' | 'stderr'>

interface Flags {
  readonly out: string
  readonly minCount: number
}

/** Turns query logs into popular queries, repaired slips and session pairs. Only bugs throw. */
export function runQueryLogCommand(context: QueryLogContext): Promise<ExitCode> {
  return exitCodeOf(context.stderr, async () => {
    const command = parse(
      new Command('query-log')
        .description('Reads query logs in the format of AmazonQAC (Parquet).')
        .argument('<files...>', 'with session_id, prefixes, final_search_term, search_time and popularity')
        .requiredOption('--out <dir>', 'for queries.tsv, repairs.tsv and sessions.tsv')
        .option('--min-count <count>', 'searches that must share a query', integer, 5),
      context,
    )
    const { out, minCount } = command.opts<Flags>()
    const { searches, queries, repairs, sessions } = await collectQueryLog(searchesOf(command.args), minCount)
    await write(out, {
      'queries.tsv': ['query\tcount', ...queries.map(({ query, count }) => `${query}\t${count}`)],
      'repairs.tsv': ['typed\trepaired\tcount', ...repairs.map((row) => `${row.typed}\t${row.repaired}\t${row.count}`)],
      'sessions.tsv': [
        'previous\tquery\tcount',
        ...sessions.map((row) => `${row.previous}\t${row.query}\t${row.count}`),
      ],
    })
    const counts = `${queries.length} popular queries, ${repairs.length} repaired slips, ${sessions.length} session pairs`
    context.stdout.write(`${searches} searches: ${counts}; written to ${out}\n`)
    return 0
  })
}

async function* searchesOf(files: readonly string[]): AsyncGenerator<LoggedSearch> {
  for (const file of files) yield* readQueryLog(file)
}

function integer(value: string): number {
  if (!/^[1-9]\d{0,8}$/.test(value)) throw new InvalidArgumentError('It must be an integer from 1 on.')
  return Number(value)
}

async function write(out: string, files: Readonly<Record<string, readonly string[]>>): Promise<void> {
  try {
    await mkdir(out, { recursive: true })
    for (const [name, lines] of Object.entries(files)) await replaceFile(join(out, name), `${lines.join('\n')}\n`)
  } catch (cause) {
    throw new SpellerError('config_invalid', `${out}: cannot be written: ${(cause as Error).message}`, { cause })
  }
}
