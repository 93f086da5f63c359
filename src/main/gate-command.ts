import { Command, InvalidArgumentError } from 'commander'
import {
  candidateThresholds,
  describeChecks,
  describeComparison,
  goldOf,
  netFixesOf,
  netLosses,
  refusals,
} from '../analyse/gate.ts'
import { personalDataAmong } from '../analyse/personal-data.ts'
import { askedRequests, described, replay, type ShadowReplay } from '../analyse/shadow.ts'
import { trainingPairs } from '../analyse/training-pairs.ts'
import { loadConfig, type Config } from '../config.ts'
import { decimal } from '../evaluate/figures.ts'
import { evaluate, type EvaluationOptions, type OpenedSystems } from '../evaluate/evaluate.ts'
import type { Exclusion } from '../evaluate/exclusion.ts'
import type { Report } from '../evaluate/report.ts'
import { summaryTable } from '../evaluate/summary.ts'
import { textTable } from '../evaluate/table.ts'
import { parseThresholds } from '../evaluate/thresholds.ts'
import type { FeedSource } from '../ingest/read-feed.ts'
import { SpellerError } from '../speller/errors.ts'
import type { CatalogIndex, Period } from '../speller/ports.ts'
import { exitCodeOf, parse, withLog, type ExitCode, type LogCommandContext } from './command.ts'
import { addCatalogOptions, catalogSource, type CatalogFlags } from './feed-arguments.ts'
import { collectGold, goldFiles, readExclusions, readGoldSets, readInput, type GoldArgument } from './gold-files.ts'
import { checkLimits, scopeNote, shippedLimits } from './limits-in-force.ts'
import { periodOf, sinceOption, type Moment } from './period.ts'

export interface GateContext extends LogCommandContext {
  /** The catalog of the gold sets. */
  readonly openFeed: (feed: FeedSource, isExcluded?: Exclusion) => Promise<CatalogIndex>
  /** The shop's live catalog, over which its log is replayed. */
  readonly openLive: (config: Config) => Promise<CatalogIndex>
  readonly openSystems: (
    config: Config,
    index: CatalogIndex,
    models: { readonly current: string; readonly candidate: string },
  ) => Promise<OpenedSystems>
}

interface Flags extends CatalogFlags {
  readonly candidate: string
  readonly current?: string
  readonly gold: readonly GoldArgument[]
  /** A file of words; products with one of them are left out for the gold that has no such file of its own. */
  readonly without?: string
  readonly catalog?: string
  readonly thresholds: string
  readonly since: Moment
  /** false: the log is left alone. */
  readonly log: boolean
  readonly limit: number
  readonly rows: number
  /** In percent. */
  readonly share: number
  /** Net fixes of 1,000 queries that the candidate may lose. */
  readonly netLoss: number
}

/** Exits 1 where the candidate breaks a threshold or is significantly worse than the current model. Only bugs throw. */
export function runGateCommand(context: GateContext): Promise<ExitCode> {
  const { stdout, stderr } = context
  return exitCodeOf(stderr, async () => {
    const { flags, period } = argumentsOf(context)
    const config = loadConfig(context.env)
    const models = { current: flags.current ?? config.correct.modelDir, candidate: flags.candidate }
    // all input is read before the first query, so that a mistake in it costs nothing
    const thresholds = candidateThresholds(
      parseThresholds(flags.thresholds, await readInput(flags.thresholds, 'config_invalid')),
    )
    const files = await goldFiles(flags.gold.length > 0 ? flags.gold : [{ path: 'eval/gold.jsonl' }])
    const sets = await readGoldSets(files, { without: flags.without })
    const exclusions = await readExclusions(sets)
    const logged = flags.log ? await readLog(context, config, period, flags.limit) : undefined
    if (logged) await checkLive(await context.openLive(config))

    const share = flags.share / 100
    const catalog = catalogSource(flags.catalog ?? config.catalog.file, flags)
    const onGold = await measure({
      sets,
      misspelledShare: share,
      openSystems: async (without) => {
        const isExcluded = without === undefined ? undefined : exclusions.get(without)!.isExcluded
        return context.openSystems(config, await context.openFeed(catalog, isExcluded), models)
      },
      ...(flags.without === undefined ? {} : { without: flags.without }),
    })
    const measured = { goldFiles: files.map(({ path }) => path), catalog: catalog.feed }
    const checks = checkLimits(onGold, measured, { file: flags.thresholds, thresholds })
    stdout.write(summaryTable(onGold))
    const reports = [onGold]
    if (logged) {
      const openLive = async () => context.openSystems(config, await context.openLive(config), models)
      if (logged.cases.length > 0) {
        const sets = [{ name: 'log', cases: logged.cases }]
        const onLog = await measure({ sets, misspelledShare: share, openSystems: openLive })
        stdout.write(`\nReverted and labelled decisions of the log, over the live catalog\n${summaryTable(onLog)}`)
        reports.push(onLog)
      }
      stdout.write(`\n${shadowTable(await shadow(logged.asked, openLive), flags.rows)}`)
    }
    // not of the log's gold: of the few queries that people judge, one more or less decides
    const refused = [...refusals(reports, checks), ...netLosses(onGold, flags.netLoss)]
    stdout.write(`\n${comparisonTable(reports)}\n${describeChecks(checks, onGold, flags.thresholds)}\n`)
    if (checks.length === 0) stdout.write(scopeNote(flags.thresholds))
    const grounds =
      checks.length > 0 ? '' : `, by the comparison alone: ${describeComparison(reports, onGold, flags.netLoss)}`
    stdout.write(
      refused.length === 0
        ? `${flags.candidate} may replace ${models.current}${grounds}.\n`
        : `${flags.candidate} is refused:\n${refused.map((line) => `  ${line}\n`).join('')}`,
    )
    return refused.length === 0 ? 0 : 1
  })
}

function argumentsOf(context: GateContext): { readonly flags: Flags; readonly period: Period } {
  const command = new Command('gate')
    .description('Compares a candidate model with the current one; exits 1 where it must not go live.')
    .requiredOption('--candidate <dir>', 'folder of the new model')
    .option('--current <dir>', 'folder of the model it would replace (default: that of the settings)')
    .option<readonly GoldArgument[]>(
      '--gold <files...>',
      'gold sets: files, FILE@without=WORDS as for evaluate, or folders, of which the .jsonl and .tsv files are taken (default: eval/gold.jsonl)',
      collectGold,
      [],
    )
    .option(
      '--without <file>',
      'words or brands; products with one of them are left out of the catalog of the gold sets',
    )
    .option('--catalog <file>', 'feed for the gold sets (default: that of the settings)')
  parse(
    addCatalogOptions(command)
      .option('--thresholds <file>', 'limits that the candidate must keep', shippedLimits)
      .addOption(sinceOption('of the decisions that are asked again: 7d, 12h, a date', '7d'))
      .option('--no-log', 'ask no logged queries again')
      .option('--limit <count>', 'different requests of the log, the most frequent ones', integer, 5_000)
      .option('--rows <count>', 'changed queries that are listed', integer, 20)
      .option('--share <percent>', 'of misspelled queries in the shop, for net fixes', upTo(100), 12)
      .option('--net-loss <count>', 'net fixes of 1,000 queries that the candidate may lose', upTo(1_000), 0.5)
      .allowExcessArguments(false),
    context,
  )
  const flags = command.opts<Flags>()
  const period = periodOf(flags.since, undefined, context.now())
  if (period === undefined) command.error("error: option '--since <moment>' is not in the past")
  return { flags, period: period! }
}

function integer(value: string): number {
  if (!/^[1-9]\d{0,8}$/.test(value)) throw new InvalidArgumentError('It must be an integer from 1 on.')
  return Number(value)
}

function upTo(most: number) {
  return (value: string) => {
    const number = Number(value)
    if (value.trim() === '' || !(number >= 0 && number <= most))
      throw new InvalidArgumentError(`It must be a number from 0 to ${most}.`)
    return number
  }
}

async function readLog(context: GateContext, config: Config, period: Period, limit: number) {
  return withLog(context, config, async (log) => ({
    cases: goldOf((await trainingPairs(log.read(period))).pairs),
    asked: await askedRequests(log.read(period), { limit, enoughResults: config.decide.enoughResults }),
  }))
}

/** Over an empty catalog every model keeps every query, so that any would pass. */
async function checkLive(index: CatalogIndex): Promise<void> {
  try {
    if ((await index.info()).names > 0) return
  } finally {
    await index.close()
  }
  throw new SpellerError(
    'config_invalid',
    "No catalog is live, over which the logged queries could be asked again. Set QUERYMEND_DATA or QDRANT_URL to the server's, ingest its feed, or leave the log out: --no-log.",
  )
}

function measure(
  what: Pick<EvaluationOptions, 'sets' | 'misspelledShare' | 'openSystems' | 'without'>,
): Promise<Report> {
  return evaluate({ ...what, failures: 0, pricePerCoreHour: 0, settings: {}, baseline: 'current' })
}

async function shadow(
  asked: Parameters<typeof replay>[0],
  openSystems: () => Promise<OpenedSystems>,
): Promise<ShadowReplay> {
  const opened = await openSystems()
  try {
    const [current, candidate] = opened.systems
    return await replay(asked, current!, candidate!)
  } finally {
    await opened.close()
  }
}

function shadowTable({ requests, decisions, changes }: ShadowReplay, rows: number): string {
  const changed = changes.reduce((sum, { n }) => sum + n, 0)
  const head = `${requests} different requests of the log (${decisions} decisions) asked again: ${changes.length} change (${changed} decisions).`
  const isPersonal = ({ query, options: { previous = [] } }: ShadowReplay['changes'][number]) =>
    personalDataAmong([query, ...previous]) !== undefined
  const listed = changes.filter((change) => !isPersonal(change))
  const unlisted = changes.length - listed.length
  const note = unlisted === 0 ? '' : `${unlisted} of them not listed: they hold what looks like personal data.\n`
  const lines = listed
    .slice(0, rows)
    .map(({ query, options, n, current, candidate }) => [query, String(n), current, candidate, described(options)])
  return lines.length === 0
    ? `${head}\n${note}`
    : `${head}\n${note}${textTable([['query', 'n', 'current', 'candidate', 'asked with'], ...lines])}\n`
}

function comparisonTable(reports: readonly Report[]): string {
  const rows = reports.flatMap(({ sets }) =>
    sets.flatMap((set) =>
      set.comparisons
        .filter(({ system }) => system === 'candidate')
        .map(({ onlySystem, onlyBaseline, p }) => [
          ...[set.name, String(set.n), String(onlySystem), String(onlyBaseline), p.toFixed(4)],
          ...netFixesOf(set).map((value) => decimal(value, 1)),
        ]),
    ),
  )
  const header = ['exact', 'n', 'only candidate', 'only current', 'p (McNemar)']
  return textTable([[...header, 'net/1000 current', 'net/1000 candidate'], ...rows])
}
