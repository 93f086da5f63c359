import { Writable } from 'node:stream'
import { Command, InvalidArgumentError } from 'commander'
import { tuningTable } from '../../eval/baselines/tuning-table.ts'
import type { Report } from '../evaluate/report.ts'
import { exitCodeOf, parse } from './command.ts'
import { type EvaluateContext, type ExitCode, runEvaluateCommand } from './evaluate-command.ts'
import { addCatalogOptions } from './feed-arguments.ts'

/** Baselines with options. */
export const tunable = ['symspell', 'hunspell'] as const

/** Evaluates what `openSystems` opens for the wanted baselines, and prints a Markdown table of it. Only bugs throw. */
export function runTuneBaselinesCommand(context: EvaluateContext): Promise<ExitCode> {
  const { args, stdout, stderr } = context
  return exitCodeOf(stderr, async () => {
    parse(tuneBaselines(), context)
    let json = ''
    const code = await runEvaluateCommand({
      ...context,
      // all of these options are also the evaluation's, which reads their values; the last of the same counts
      args: ['--json', '--no-thresholds', '--systems', tunable.join(), ...args],
      stdout: new Writable({
        write(chunk, _encoding, done) {
          json += String(chunk)
          done()
        },
      }),
    })
    stdout.write(code === 0 ? tuningTable(JSON.parse(json) as Report) : json)
    return code
  })
}

function tuneBaselines(): Command {
  const command = new Command('tune-baselines')
    .description(
      'Measures baselines with their chosen options and with every option changed, one at a time; prints a Markdown table.',
    )
    .option('--systems <names>', 'symspell, hunspell, or both with a comma', parseTunable, tunable.join())
    .option('--gold <files...>', 'as `npm run evaluate` takes them (default: "eval/gold.jsonl")')
    .option('--catalog <file>', 'feed of the catalog, or its address (default: that of the settings)')
  return addCatalogOptions(command)
    .option('--without <file>', 'words or brands; products and popular queries with one of them are left out')
    .option('--share <percent>', 'of misspelled queries, for F0.5 and net fixes', '12')
    .option('--limit <count>', 'queries per file, evenly spread')
    .option('--out <dir>', 'for the whole report, as report.html, .md and .json (default: eval/reports/<time>)')
    .allowExcessArguments(false)
}

function parseTunable(names: string): string {
  const isTunable = (name: string) => (tunable as readonly string[]).includes(name.trim())
  if (names.split(',').every(isTunable)) return names
  throw new InvalidArgumentError(`Only baselines with options are tuned: ${tunable.join(', ')}.`)
}
