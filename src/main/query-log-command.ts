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
    let leftOut = 0
    let first = ''
    const onRefused = (why: string) => {
      if (leftOut++ === 0) first = why
    }
    const found = await collectQueryLog(searchesOf(command.args, onRefused), minCount)
    try {
      const queries = await write(out, 'queries.tsv', ['query', 'count'], found.queries())
      const repairs = await write(out, 'repairs.tsv', ['typed', 'repaired', 'count'], found.repairs())
      const sessions = await write(out, 'sessions.tsv', ['previous', 'query', 'count'], found.sessions())
      const counts = `${queries} popular queries, ${repairs} repaired slips, ${sessions} session pairs`
      context.stdout.write(`${found.searches} searches: ${counts}; written to ${out}\n`)
      if (leftOut > 0) context.stdout.write(`Left out: ${leftOut} ${leftOut === 1 ? 'row' : 'rows'}, first ${first}\n`)
    } finally {
      await found.close()
    }
    return 0
  })
}

async function* searchesOf(files: readonly string[], onRefused: (why: string) => void): AsyncGenerator<LoggedSearch> {
  for (const file of files) yield* readQueryLog(file, onRefused)
}

function integer(value: string): number {
  if (!/^[1-9]\d{0,8}$/.test(value)) throw new InvalidArgumentError('It must be an integer from 1 on.')
  return Number(value)
}

/** How many rows were written. */
async function write<Column extends string>(
  out: string,
  name: string,
  columns: readonly Column[],
  rows: AsyncIterable<Readonly<Record<Column, string | number>>>,
): Promise<number> {
  let written = 0
  async function* lines() {
    yield `${columns.join('\t')}\n`
    for await (const row of rows) {
      yield `${columns.map((column) => row[column]).join('\t')}\n`
      written++
    }
  }
  try {
    await mkdir(out, { recursive: true })
    await replaceFile(join(out, name), lines())
  } catch (cause) {
    if (cause instanceof SpellerError) throw cause
    throw new SpellerError('config_invalid', `${out}: cannot be written: ${(cause as Error).message}`, { cause })
  }
  return written
}
