import { mkdir, writeFile, rename } from 'node:fs/promises'
import { dirname } from 'node:path'
import { gzipSync } from 'node:zlib'
import { Command, Option } from 'commander'
import { describePersonal } from '../analyse/personal-data.ts'
import { trainingPairs, type TrainingPairs } from '../analyse/training-pairs.ts'
import { chatLine, exampleLine } from '../analyse/write-pairs.ts'
import { loadConfig } from '../config.ts'
import { SpellerError } from '../speller/errors.ts'
import { exitCodeOf, parse, withLog, type ExitCode, type LogCommandContext } from './command.ts'
import { parseMoment, periodOf, sinceOption, type Moment } from './period.ts'
import { readPrompt } from './wire-node.ts'

interface Flags {
  readonly since: Moment
  readonly until?: Moment
  readonly out: string
  readonly format: 'examples' | 'chat'
}

/** Writes what the decisions of a period teach as JSON Lines. Only bugs throw. */
export function runExportFinetuneCommand(context: LogCommandContext): Promise<ExitCode> {
  return exitCodeOf(context.stderr, async () => {
    const command = parse(
      new Command('export-finetune')
        .description('Writes pairs of query and meant text from labels and feedback, for training.')
        .addOption(sinceOption('7d, 12h, 2w, a date or an instant', '30d'))
        .option('--until <moment>', 'the same; exclusive (default: now)', parseMoment)
        .requiredOption('--out <file>', 'JSON Lines; gzipped where the name ends in .gz')
        .addOption(
          new Option('--format <format>', 'examples: for training/train.py; chat: messages, for LoRA')
            .choices(['examples', 'chat'])
            .default('examples'),
        )
        .allowExcessArguments(false),
      context,
    )
    const { since, until, out, format } = command.opts<Flags>()
    const period = periodOf(since, until, context.now())
    if (period === undefined) command.error("error: option '--since <moment>' is not before the end of the period")
    const config = loadConfig(context.env)
    const prompt = readPrompt(config.correct.promptFile)
    const found = await withLog(context, config, (log) => trainingPairs(log.read(period!)))
    const lines = found.pairs.map((pair) => (format === 'chat' ? chatLine(pair, prompt) : exampleLine(pair)))
    const written = lines.filter((line) => line !== undefined)
    await write(out, written.map((line) => `${line}\n`).join(''))
    context.stdout.write(summary(found, written.length, out))
    if (format === 'examples' && !out.endsWith('.jsonl.gz'))
      context.stdout.write(`training/train.py reads files whose names end in .jsonl.gz; ${out} is none of them.\n`)
    return 0
  })
}

/** A reader sees the old file or the new one. */
async function write(out: string, text: string): Promise<void> {
  try {
    await mkdir(dirname(out), { recursive: true })
    await writeFile(`${out}.tmp`, out.endsWith('.gz') ? gzipSync(text) : text)
    await rename(`${out}.tmp`, out)
  } catch (cause) {
    throw new SpellerError('config_invalid', `${out}: cannot be written: ${(cause as Error).message}`, { cause })
  }
}

function summary({ pairs, counts }: TrainingPairs, written: number, out: string): string {
  const { decisions, told, personal, contradictory, outnumbered, refused, empty } = counts
  const left = [
    [contradictory, 'queries of which as many say one thing as another'] as const,
    [outnumbered, 'queries of which few took the rewrite back that many were served'] as const,
    [refused, 'queries of which a person called wrong what shoppers said'] as const,
    [empty, 'decisions without a letter or digit'] as const,
    [pairs.length - written, 'queries logged before kinds and counts of names were'] as const,
  ].filter(([n]) => n > 0)
  const sources = (['labelled', 'accepted', 'reverted'] as const).map(
    (source) => `${pairs.filter((pair) => pair.source === source).length} ${source}`,
  )
  return [
    `${written} pairs of ${told} told decisions (of ${decisions}) written to ${out}; queries settled: ${sources.join(', ')}.`,
    ...describePersonal(personal).map((what) => `Left out: ${what}.`),
    ...left.map(([n, what]) => `Left out: ${n} ${what}.`),
    '',
  ].join('\n')
}
