import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Command, InvalidArgumentError, Option } from 'commander'
import { personalDataIn } from '../analyse/personal-data.ts'
import { askedQueries, type AskedQuery } from '../analyse/asked-queries.ts'
import { loadConfig, type Config } from '../config.ts'
import { textTable } from '../evaluate/table.ts'
import { lockPrecomputation } from '../ingest/ingest-lock.ts'
import { readQueries } from '../ingest/read-queries.ts'
import { replaceFile } from '../ingest/replace-file.ts'
import { SpellerError } from '../speller/errors.ts'
import type { HeadAnswer, HeadEntry } from '../speller/head.ts'
import type { CatalogIndex } from '../speller/ports.ts'
import { exitCodeOf, parse, withLog, type ExitCode, type LogCommandContext } from './command.ts'
import { headFileOf } from './head-file.ts'
import { readHead, readingOf, writeHead, type ReviewedEntry } from './parse-head.ts'
import { parseLocale } from './parse-locale.ts'
import { periodOf, sinceOption, type Moment } from './period.ts'
import { openPartial, type PartialFile } from './precompute-partial.ts'
import { distinctQueries, mergeReviews, precompute, type PrecomputeProgress } from './precomputation.ts'
import type { PrecomputeSystems } from './precompute-systems.ts'

export interface PrecomputeContext extends LogCommandContext {
  readonly stderr: NodeJS.WritableStream & { readonly isTTY?: boolean }
  readonly signal?: AbortSignal
  /** The shop's live catalog. */
  readonly openLive: (config: Config) => Promise<CatalogIndex>
  readonly openSystems: (slow: Config, fast: Config, index: CatalogIndex) => Promise<PrecomputeSystems>
}

interface Flags {
  readonly queries?: string
  readonly fromLog?: true
  readonly since: Moment
  readonly limit: number
  readonly locale?: string
  readonly model?: string
  readonly corrector?: string
  readonly k?: number
  readonly accept?: true
  readonly dryRun?: true
  readonly rows: number
}

/**
 * Asks the slow system and the served one the most frequent queries, and writes what they differ in as the table of head queries. Exits
 * 130 when interrupted, with the answers so far kept. Only bugs throw.
 */
export async function runPrecomputeCommand(context: PrecomputeContext): Promise<ExitCode | 130> {
  const { stdout, stderr } = context
  return exitCodeOf(stderr, async () => {
    const flags = argumentsOf(context)
    const fast = loadConfig(context.env)
    const slow = slowConfig(context, flags)
    const file = headFileOf(fast)
    await readTable(file)
    const asked = await askedOf(context, fast, flags)
    if (asked.length === 0) throw new SpellerError('config_invalid', 'There are no queries to ask.')
    const unlock = await lockPrecomputation(fast.catalog.dataDir)
    try {
      const index = await context.openLive(fast)
      const systems = await context.openSystems(slow, fast, index)
      try {
        const { id: catalog } = await index.info()
        const soFar = flags.dryRun
          ? forgetful()
          : openPartial(join(fast.catalog.dataDir, 'head.partial.jsonl'), `${catalog} ${systems.described}`)
        if (soFar.found > 0) stderr.write(`Going on: ${soFar.found} queries are answered already.\n`)
        try {
          const { signal } = context
          const onProgress = showProgress(stderr)
          const more = signal === undefined ? {} : { signal }
          const result = await precompute({ ...systems, asked, index, catalog, soFar, onProgress, ...more })
          // read now: a person may have reviewed meanwhile
          const entries = mergeReviews(result, await readTable(file), flags.accept ? 'accepted' : 'open')
          stdout.write(reportOf(entries, result.answered.size, flags.rows))
          if (flags.dryRun) stdout.write(`Dry run: ${file} is untouched.\n`)
          else await write(file, entries)
          if (result.failed > 0) {
            stderr.write(`${result.failed} queries got no whole answer; run it again to ask these once more.\n`)
            return 1
          }
          await soFar.remove()
          return 0
        } finally {
          soFar.close()
        }
      } finally {
        await systems.close()
        await index.close()
      }
    } finally {
      await unlock()
    }
  }).catch((error: unknown) => {
    if (!context.signal?.aborted) throw error
    stderr.write('Interrupted; the answers so far are kept, and the next run goes on from them.\n')
    return 130 as const
  })
}

function argumentsOf(context: PrecomputeContext): Flags {
  const command = parse(
    new Command('precompute')
      .description(
        'Answers the most frequent queries offline; what differs from the served answer is served after review.',
      )
      .addOption(new Option('--queries <file>', 'a query a line, or query, tab, count').conflicts('fromLog'))
      .option('--from-log', 'the queries of the decision log')
      .addOption(sinceOption('of the log: 30d, 12h, a date', '30d'))
      .option('--limit <count>', 'the most frequent queries that are asked', integer, 1_000)
      .option('--locale <tag>', 'BCP 47 tag that the queries of the file are asked with', parseLocale)
      .option('--model <dir>', 'model folder of the slow system (default: that of the settings)')
      .option('--corrector <list>', 'of the slow system, as QUERYMEND_CORRECTOR takes them')
      .option('--k <count>', 'names that the slow system is given, 0 to 16', names, 16)
      .option('--accept', 'accept what is new without review')
      .option('--dry-run', 'show the differences, write nothing')
      .option('--rows <count>', 'differences that are shown', integer, 50)
      .allowExcessArguments(false),
    context,
  )
  const flags = command.opts<Flags>()
  if (flags.queries === undefined && !flags.fromLog)
    command.error('error: either --queries FILE or --from-log is needed')
  if (flags.locale !== undefined && flags.fromLog)
    command.error('error: --locale is for --queries; the log has its own')
  return flags
}

function integer(value: string): number {
  if (!/^[1-9]\d{0,8}$/.test(value)) throw new InvalidArgumentError('It must be an integer from 1 on.')
  return Number(value)
}

function names(value: string): number {
  if (!/^(?:\d|1[0-6])$/.test(value)) throw new InvalidArgumentError('It must be an integer from 0 to 16.')
  return Number(value)
}

/** The settings with what was said of the slow system. */
function slowConfig({ env }: PrecomputeContext, { model, corrector, k }: Flags): Config {
  const config = loadConfig(corrector === undefined ? env : { ...env, QUERYMEND_CORRECTOR: corrector })
  return {
    ...config,
    correct: { ...config.correct, ...(model === undefined ? {} : { modelDir: model }) },
    retrieve: { ...config.retrieve, ...(k === undefined ? {} : { k }) },
  }
}

async function askedOf(context: PrecomputeContext, config: Config, flags: Flags): Promise<readonly AskedQuery[]> {
  const asked: AskedQuery[] = []
  if (flags.queries !== undefined)
    for await (const { query, count } of readQueries(flags.queries))
      asked.push({ query, n: count, ...(flags.locale === undefined ? {} : { locale: flags.locale }) })
  else {
    const period = periodOf(flags.since, undefined, context.now())
    if (period === undefined) throw new SpellerError('config_invalid', '--since is not in the past')
    const found = await withLog(context, config, (log) => askedQueries(log.read(period), Infinity))
    asked.push(...found.filter(({ query }) => personalDataIn(query) === undefined))
  }
  return distinctQueries(asked).slice(0, flags.limit)
}

function forgetful(): PartialFile {
  return { found: 0, get: () => undefined, put: () => undefined, close: () => undefined, remove: async () => undefined }
}

/** A line that counts on a terminal, else a line every so often. */
function showProgress(stderr: PrecomputeContext['stderr'], everyMs = 5_000): (progress: PrecomputeProgress) => void {
  const started = performance.now()
  let shown = started
  return ({ done, total, disagreements }) => {
    const now = performance.now()
    if (done < total && now - shown < (stderr.isTTY ? 200 : everyMs)) return
    shown = now
    const left = Math.ceil(((now - started) / 1000 / done) * (total - done))
    const text = `${done} of ${total} queries, ${disagreements} differ${done < total ? `, about ${left} s left` : ''}`
    stderr.write(stderr.isTTY && done < total ? `\r${text}  ` : `${stderr.isTTY ? '\r' : ''}${text}\n`)
  }
}

function reportOf(entries: readonly ReviewedEntry[], answered: number, rows: number): string {
  const shown = entries.slice(0, rows).map((entry) => {
    const { review, searches, query, locale = '', slow, fast } = entry
    return [query, locale, String(searches), review, saidBy(entry, fast), saidBy(entry, slow)]
  })
  const counts = (['open', 'accepted', 'refused'] as const).map(
    (review) => `${entries.filter((entry) => entry.review === review).length} ${review}`,
  )
  const table = textTable([['query', 'locale', 'searches', 'review', 'served', 'offline'], ...shown])
  const more = entries.length > rows ? `and ${entries.length - rows} more\n` : ''
  const head = `${answered} queries answered by both; the table has ${entries.length} differences: ${counts.join(', ')}.\n`
  return entries.length === 0 ? head : `${table}\n${more}${head}`
}

function saidBy({ query }: HeadEntry, { verdict, changes }: HeadAnswer): string {
  return verdict === 'keep' ? verdict : `${verdict} ${readingOf(query, changes)}`
}

async function readTable(file: string): Promise<readonly ReviewedEntry[]> {
  return existsSync(file) ? readHead(file, await readFile(file, 'utf8')) : []
}

async function write(file: string, entries: readonly ReviewedEntry[]): Promise<void> {
  try {
    await replaceFile(file, writeHead(entries))
  } catch (cause) {
    throw new SpellerError('config_invalid', `${file}: cannot be written: ${(cause as Error).message}`, { cause })
  }
}
