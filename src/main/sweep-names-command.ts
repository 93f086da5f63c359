import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Command, CommanderError, InvalidArgumentError } from 'commander'
import { loadConfig } from '../config.ts'
import { askedKey, takeEvenly } from '../evaluate/gold.ts'
import { chooseNames, choiceMarkdown, type ExactWithNames } from '../evaluate/names-choice.ts'
import { fitSweep, sweepChart, sweepMarkdown, type Sweep } from '../evaluate/names-sweep.ts'
import { isExact, outcomeOf } from '../evaluate/outcome.ts'
import { readGold } from '../evaluate/read-gold.ts'
import { runSystem } from '../evaluate/run-system.ts'
import { chartFile } from '../report/chart.ts'
import { printableJson } from '../report/printable.ts'
import { SpellerError } from '../speller/errors.ts'
import { openCacheIn } from './evaluate-cache.ts'
import type { ExitCode } from './evaluate-command.ts'
import { addCatalogOptions, feedSettings, catalogSource, type CatalogFlags } from './feed-arguments.ts'
import { goldNames } from './gold-names.ts'
import { sweptLabel, type openSystems, type SystemsRequest } from './evaluate-systems.ts'

export interface SweepContext {
  /** Arguments of the user, without those of the runtime. */
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string | undefined>>
  readonly stdout: NodeJS.WritableStream
  readonly stderr: NodeJS.WritableStream
  readonly signal?: AbortSignal
  readonly openSystems: typeof openSystems
}

/** As they are called in an evaluation. */
const swept = ['model-names', 'context'] as const
const served = 'context' satisfies (typeof swept)[number]

interface SweepArguments extends CatalogFlags {
  readonly gold: readonly string[]
  readonly catalog?: string
  readonly k: readonly number[]
  /** In percent. */
  readonly gain: number
  readonly limit?: number
  readonly out: string
  readonly cache: string | false
  readonly check: boolean
}

/**
 * Measures exactness by the number of retrieved names, fits laws to it, says whether the number in force stands, and writes sweep.md,
 * sweep.json and charts. Only bugs throw.
 */
export async function runSweepCommand(context: SweepContext): Promise<ExitCode> {
  try {
    return await run(context, parse(context))
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
    if (context.signal?.aborted) return 130
    if (!(error instanceof SpellerError)) throw error
    context.stderr.write(`${error.message}\n`)
    return error.code === 'gold_invalid' || error.code === 'catalog_invalid' || error.code === 'config_invalid' ? 2 : 1
  }
}

async function run(
  context: SweepContext,
  { gold, gain, limit, out, cache, ...given }: SweepArguments,
): Promise<ExitCode> {
  const { stdout, stderr, signal } = context
  const config = loadConfig(context.env)
  const inForce = config.retrieve.k
  const ks = [...new Set([...given.k, inForce])].toSorted((a, b) => a - b)
  const names = goldNames(gold.map((path) => ({ path })))
  const sets = await Promise.all(
    gold.map(async (path, i) => {
      const cases = readGold(path, await readText(path))
      return { name: names[i]!, cases: limit === undefined ? cases : takeEvenly(cases, limit) }
    }),
  )
  const catalog = catalogSource(given.catalog ?? config.catalog.file, given)
  const request: SystemsRequest = { config, catalog, systems: swept, ks }
  const opened = await context.openSystems(request)
  try {
    const sweeps: Sweep[] = sets.flatMap(({ name }) => swept.map((system) => ({ set: name, system, points: [] })))
    const pointsOf = (set: string, system: string) => sweeps.find((one) => one.set === set && one.system === system)!
    const servedAnswers: ExactWithNames[] = []
    const open = cache === false ? undefined : openCacheIn(cache)
    for (const name of swept)
      for (const k of ks) {
        const system = opened.systems.find(({ label }) => label === sweptLabel(name, k))!
        const kept = system.cacheKey === undefined ? undefined : open?.(system.cacheKey)
        for (const { name: set, cases } of sets) {
          const answers = await runSystem(system, cases, { ...(kept ? { kept } : {}), ...(signal ? { signal } : {}) })
          const outcomes = cases.map((one) => outcomeOf(one, answers.get(askedKey(one))!))
          const sweep = pointsOf(set, name)
          const exact = outcomes.map(({ fate }) => isExact(fate))
          if (name === served) servedAnswers.push({ set, k, exact })
          const point = { k, hits: exact.filter(Boolean).length, n: cases.length }
          sweeps[sweeps.indexOf(sweep)] = { ...sweep, points: [...sweep.points, point] }
          stderr.write(`${set}: ${system.label}: ${point.hits} of ${point.n} exact\n`)
        }
        kept?.close()
      }
    const fitted = sweeps.map((sweep) => fitSweep(sweep, gain / 100))
    const ofServed = fitted.filter(({ system }) => system === served)
    const choice = chooseNames(ofServed, servedAnswers, inForce, gain / 100)
    const parts = [...fitted.map((sweep) => sweepMarkdown(sweep, gain / 100)), choiceMarkdown(choice)]
    const markdown = `${parts.join('\n\n')}\n`
    const settings = { ...opened.settings, ...feedSettings(catalog), gain: gain / 100, limit: limit ?? null }
    await write(out, {
      'sweep.md': markdown,
      'sweep.json': `${printableJson({ settings, sweeps: fitted, choice })}
`,
      ...Object.fromEntries(fitted.map((one) => [chartName(one), chartFile(sweepChart(one))])),
    })
    stdout.write(`${markdown}\nWritten to ${out}\n`)
    return given.check && choice.verdict !== 'stands' ? 1 : 0
  } finally {
    await opened.close()
  }
}

function parse({ args, stdout, stderr }: SweepContext): SweepArguments {
  const command = new Command('sweep-names')
    .description('Measures exactness by the number of retrieved names, and fits laws to it.')
    .option('--gold <files...>', 'TSV or JSON Lines (default: eval/gold.jsonl)')
    .option('--catalog <file>', 'feed of the catalog (default: that of the settings)')
  const { gold, ...flags } = addCatalogOptions(command)
    .option('--k <counts>', 'numbers of names, with commas, beside the one in force', parseCounts, [0, 1, 2, 4, 8, 16])
    .option('--gain <points>', 'percentage points that one more name must add to be worth it', parseGain, 0.1)
    .option('--limit <count>', 'queries per file, evenly spread', parseLimit)
    .option('--out <dir>', 'where the results are written', 'eval/reports/names')
    .option('--cache <dir>', 'where answers are kept, so that a run goes on or is repeated', 'eval/reports/cache')
    .option('--no-cache', 'ask every query again')
    .option('--check', 'exit 1 where the number of names in force (QUERYMEND_K) should be another one', false)
    .allowExcessArguments(false)
    .exitOverride()
    .configureOutput({ writeOut: (text) => stdout.write(text), writeErr: (text) => stderr.write(text) })
    .parse(args, { from: 'user' })
    .opts<Omit<SweepArguments, 'gold'> & { readonly gold?: readonly string[] }>()
  return { ...flags, gold: gold ?? ['eval/gold.jsonl'] }
}

function parseCounts(value: string): readonly number[] {
  const counts = value.split(',').map((count) => (/^\s*\d{1,2}\s*$/.test(count) ? Number(count) : NaN))
  if (counts.some((count) => !(count <= 16))) throw new InvalidArgumentError('They must be integers from 0 to 16.')
  const different = [...new Set(counts)].toSorted((a, b) => a - b)
  if (different.length < 3) throw new InvalidArgumentError('A curve needs at least three different ones.')
  return different
}

function parseGain(value: string): number {
  if (!/^\d+(?:\.\d+)?$/.test(value) || Number(value) <= 0 || Number(value) > 100)
    throw new InvalidArgumentError('It must be a number above 0, to 100.')
  return Number(value)
}

function parseLimit(value: string): number {
  if (!/^[1-9]\d{0,8}$/.test(value)) throw new InvalidArgumentError('It must be an integer from 1 on.')
  return Number(value)
}

/** A set may be called by its path. */
function chartName({ set, system }: Sweep): string {
  return `${encodeURIComponent(set)}.${system}.svg`
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (cause) {
    throw new SpellerError('gold_invalid', `${path}: cannot be read: ${(cause as Error).message}`, { cause })
  }
}

async function write(out: string, files: Readonly<Record<string, string>>): Promise<void> {
  try {
    await mkdir(out, { recursive: true })
    for (const [name, content] of Object.entries(files)) await writeFile(join(out, name), content)
  } catch (cause) {
    throw new SpellerError('config_invalid', `${out}: cannot be written: ${(cause as Error).message}`, { cause })
  }
}
