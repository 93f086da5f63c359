import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { Command, InvalidArgumentError } from 'commander'
import { analyse } from '../analyse/analyse.ts'
import type { Analysis } from '../analyse/analysis.ts'
import { introduction, tablesOf } from '../analyse/render.ts'
import { renderAnalysisMarkdown } from '../analyse/render-markdown.ts'
import { renderAnalysisPage } from '../analyse/render-page.ts'
import type { AskedTerm, Standing } from '../analyse/term-rows.ts'
import { loadConfig, type Config } from '../config.ts'
import { replaceFile } from '../ingest/replace-file.ts'
import { printableJson } from '../report/printable.ts'
import { SpellerError } from '../speller/errors.ts'
import type { Period } from '../speller/ports.ts'
import { exitCodeOf, parse, withLog, type ExitCode, type LogCommandContext } from './command.ts'
import { parseMoment, periodOf, sinceOption, type Moment } from './period.ts'

export interface AnalyseContext extends LogCommandContext {
  readonly standingsOf: (
    config: Config,
    terms: readonly AskedTerm[],
    onError: (error: SpellerError) => void,
  ) => Promise<readonly Standing[]>
}

interface Flags {
  readonly since: Moment
  readonly until?: Moment
  readonly out?: string
  readonly rows: number
  readonly minCount: number
  readonly server: string
}

/** Analyses a period of the log, and writes page, Markdown and JSON. Only bugs throw. */
export function runAnalyseCommand(context: AnalyseContext): Promise<ExitCode> {
  const { stdout, stderr } = context
  return exitCodeOf(stderr, async () => {
    const { period, flags } = argumentsOf(context)
    const config = loadConfig(context.env)
    const warn = (error: SpellerError) =>
      stderr.write(`The unknown terms were not looked up in the catalog of today: ${error.message}\n`)
    const analysis = await withLog(context, config, (log) =>
      analyse({
        read: (wanted) => log.read(wanted),
        period,
        rows: flags.rows,
        minCount: flags.minCount,
        standingsOf: (terms) => context.standingsOf(config, terms, warn),
      }),
    )
    const out = flags.out ?? join('eval/reports', `analysis-${analysis.now.until.replace(/[:.]/g, '-')}`)
    await write(out, {
      'analysis.html': await renderAnalysisPage(analysis, flags.server),
      'analysis.md': renderAnalysisMarkdown(analysis, flags.server),
      'analysis.json': `${printableJson(analysis)}\n`,
    })
    stdout.write(`${summary(analysis, flags.server)}\nAnalysis: ${join(out, 'analysis.html')}\n`)
    return 0
  })
}

function argumentsOf(context: AnalyseContext): { readonly period: Period; readonly flags: Flags } {
  const command = parse(
    new Command('analyse')
      .description('Says what the logged decisions of a period show, beside the period of equal length before.')
      .addOption(sinceOption('7d, 12h, 2w, a date or an instant', '7d'))
      .option('--until <moment>', 'the same; exclusive (default: now)', parseMoment)
      .option('--out <dir>', 'for analysis.html, .md and .json (default: eval/reports/analysis-<until>)')
      .option('--rows <count>', 'of each list, at most', integer, 50)
      .option('--min-count <count>', 'decisions from which on an unknown term is listed', integer, 5)
      .option('--server <url>', 'written into the commands that add names', parseServer, 'http://localhost:8787')
      .allowExcessArguments(false),
    context,
  )
  const flags = command.opts<Flags>()
  const period = periodOf(flags.since, flags.until, context.now())
  if (period === undefined) command.error("error: option '--since <moment>' is not before the end of the period")
  return { period: period!, flags }
}

function integer(value: string): number {
  if (!/^[1-9]\d{0,8}$/.test(value)) throw new InvalidArgumentError('It must be an integer from 1 on.')
  return Number(value)
}

/** Without what a shell would read. */
function parseServer(value: string): string {
  if (!URL.canParse(value) || !/^https?:\/\/[\w.:[\]/-]+$/.test(value)) {
    throw new InvalidArgumentError('It must be an address such as http://localhost:8787.')
  }
  return value.replace(/\/+$/, '')
}

async function write(out: string, files: Readonly<Record<string, string>>): Promise<void> {
  try {
    await mkdir(out, { recursive: true })
    for (const [name, content] of Object.entries(files)) await replaceFile(join(out, name), content)
  } catch (cause) {
    throw new SpellerError('config_invalid', `${out}: cannot be written: ${(cause as Error).message}`, { cause })
  }
}

/** What is worth reading at once. */
function summary(analysis: Analysis, server: string): string {
  const counts = tablesOf(analysis, server).map(({ title, rows }) => `  ${title}: ${rows.length}`)
  return [introduction(analysis)[0]!, ...counts].join('\n')
}
