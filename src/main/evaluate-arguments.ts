import { Command, InvalidArgumentError } from 'commander'
import { addCatalogOptions, type CatalogFlags } from './feed-arguments.ts'
import { collectGold, type GoldArgument } from './gold-files.ts'
import { shippedLimits } from './limits-in-force.ts'
import { parseSystem, parseSystems, partsHelp, systemNames, type SystemName } from './system-names.ts'

const usualSystems: readonly SystemName[] = ['nothing', 'channel', 'no-context', 'context']

/** What was asked for; absent settings are those of the environment or of the model card. */
export interface EvaluateArguments extends CatalogFlags {
  readonly gold: readonly GoldArgument[]
  readonly catalog?: string
  readonly without?: string
  /** A file of override rules. */
  readonly overrides?: string
  readonly systems: readonly SystemName[]
  /** In percent. */
  readonly share: number
  /** Label of a wanted system. */
  readonly baseline?: SystemName
  readonly coreHourPrice: number
  readonly k?: number
  readonly suggestAt?: number
  readonly rewriteAt?: number
  readonly limit?: number
  readonly failures: number
  /** A report.json of an earlier run. */
  readonly against?: string
  readonly out?: string
  /** false: none are checked. */
  readonly thresholds: string | false
  /** They were asked for by name, and are not the usual ones. */
  readonly areThresholdsAsked: boolean
  /** Folder; false: nothing is kept. */
  readonly cache: string | false
  readonly json?: boolean
}

export interface Output {
  readonly stdout: NodeJS.WritableStream
  readonly stderr: NodeJS.WritableStream
}

/** Throws CommanderError for wrong arguments, after telling of them on stderr, and for --help. */
export function parseEvaluateArguments(args: readonly string[], { stdout, stderr }: Output): EvaluateArguments {
  const command = new Command('evaluate')
    .description('Measures systems on gold sets; exits 1 past a threshold.')
    .option<readonly GoldArgument[]>(
      '--gold <files...>',
      'TSV or JSON Lines, or folders of them; FILE@without=WORDS leaves products with one of these words out for this file',
      collectGold,
      [],
    )
    .option('--catalog <file>', 'feed of the catalog, or its address (default: that of the settings)')
  addCatalogOptions(command)
    .option(
      '--without <file>',
      'words or brands; products and popular queries with one of them are left out of the catalog',
    )
    .option(
      '--overrides <file>',
      "the shop's rules protect, map and never, which our systems then follow (default: none)",
    )
    .option(
      '--systems <names>',
      `of ${systemNames.join(', ')}, with commas, the one in question last; or all. Each may have settings of its own, as context@bm25@k=4: ${partsHelp}`,
      parseSystems,
      usualSystems,
    )
    .option('--share <percent>', 'of misspelled queries, for net fixes', numberIn(0, 100, 'between 0 and 100'), 12)
    .option(
      '--baseline <system>',
      'what the others are compared with (default: the first that is not nothing)',
      parseSystem,
    )
    .option('--core-hour-price <price>', 'of an hour on one core, for the cost', numberIn(0, 1e6, 'from 0 on'), 0.05)
    .option('--k <count>', 'names given to the corrector', integerIn(0, 16))
    .option('--suggest-at <confidence>', 'least for a suggestion', numberIn(0, 1, 'from 0 to 1'))
    .option('--rewrite-at <confidence>', 'least for a rewrite', numberIn(0, 1, 'from 0 to 1'))
    .option(
      '--limit <count>',
      'queries per file, evenly spread; no thresholds are checked then, unless --thresholds is given',
      integerIn(1, 1e9),
    )
    .option('--failures <count>', 'listed of each kind, system and set', integerIn(0, 1e9), 50)
    .option('--against <report.json>', 'an earlier report: says what got fixed since, and what broke')
    .option('--out <dir>', 'for report.html, .md and .json (default: eval/reports/<time>)')
    .option('--thresholds <file>', 'limits that the measures must keep', shippedLimits)
    .option('--no-thresholds', 'check none')
    .option('--cache <dir>', 'where answers are kept, so that a run goes on or is repeated', 'eval/reports/cache')
    .option('--no-cache', 'ask every query again')
    .option('--json', 'print the JSON report rather than a table')
    .allowExcessArguments(false)
    .exitOverride()
    .configureOutput({ writeOut: (text) => stdout.write(text), writeErr: (text) => stderr.write(text) })
    .parse(args, { from: 'user' })
  const flags = command.opts<Omit<EvaluateArguments, 'areThresholdsAsked'>>()
  if (flags.share <= 0 || flags.share >= 100)
    command.error("error: option '--share <percent>' is not between 0 and 100")
  if (flags.suggestAt !== undefined && flags.rewriteAt !== undefined && flags.suggestAt > flags.rewriteAt) {
    command.error("error: option '--suggest-at <confidence>' is above '--rewrite-at <confidence>'")
  }
  if (flags.baseline !== undefined && !flags.systems.includes(flags.baseline)) {
    command.error(`error: option '--baseline <system>' is ${flags.baseline}, which is not among --systems`)
  }
  return {
    ...flags,
    gold: flags.gold.length > 0 ? flags.gold : [{ path: 'eval/gold.jsonl' }],
    areThresholdsAsked: command.getOptionValueSource('thresholds') === 'cli',
  }
}

function numberIn(min: number, max: number, allowed: string): (value: string) => number {
  return (value) => {
    if (!/^(?:\d+(?:\.\d*)?|\.\d+)$/.test(value) || Number(value) < min || Number(value) > max) {
      throw new InvalidArgumentError(`It must be a number ${allowed}.`)
    }
    return Number(value)
  }
}

function integerIn(min: number, max: number): (value: string) => number {
  return (value) => {
    if (!/^\d{1,10}$/.test(value) || Number(value) < min || Number(value) > max) {
      throw new InvalidArgumentError(`It must be an integer from ${min}${max === 1e9 ? ' on' : ` to ${max}`}.`)
    }
    return Number(value)
  }
}
