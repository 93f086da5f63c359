import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { CommanderError } from 'commander'
import { loadConfig, type Config } from '../config.ts'
import { differenceBetween } from '../evaluate/difference.ts'
import { evaluate, type EvaluationOptions, type OpenedSystems } from '../evaluate/evaluate.ts'
import { renderHtml } from '../evaluate/html.ts'
import { renderMarkdown } from '../evaluate/markdown.ts'
import { readReport } from '../evaluate/read-report.ts'
import { searchTable } from '../evaluate/search-tables.ts'
import { checksText, differenceText, repeatsText, summaryTable } from '../evaluate/summary.ts'
import { parseThresholds, type Check } from '../evaluate/thresholds.ts'
import { printable, printableJson } from '../report/printable.ts'
import { SpellerError } from '../speller/errors.ts'
import { contentMark } from './content-mark.ts'
import type { SystemsRequest } from './evaluate-systems.ts'
import { openCacheIn } from './evaluate-cache.ts'
import { parseEvaluateArguments, type EvaluateArguments } from './evaluate-arguments.ts'
import { feedSettings, catalogSource } from './feed-arguments.ts'
import { goldFiles, readExclusions, readGoldSets, readInput } from './gold-files.ts'
import { checkLimits, scopeNote } from './limits-in-force.ts'
import { openSearchInMemory } from './search-in-memory.ts'
import { readOverrides } from './parse-overrides.ts'
import { checkWritable } from './writable-folder.ts'

export interface EvaluateContext {
  /** Arguments of the user, without those of the runtime. */
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string | undefined>>
  readonly stdout: NodeJS.WritableStream
  readonly stderr: NodeJS.WritableStream & { readonly isTTY?: boolean }
  readonly now: () => Date
  readonly signal?: AbortSignal
  readonly openSystems: (request: SystemsRequest) => Promise<OpenedSystems>
}

/** 0: measured, no threshold past. 1: a threshold is past, or a dependency failed. 2: bad arguments, settings or input. 130: interrupted. */
export type ExitCode = 0 | 1 | 2 | 130

const inputErrors: ReadonlySet<string> = new Set(['gold_invalid', 'catalog_invalid', 'config_invalid'])

/** Runs the evaluation once. Only bugs throw. */
export async function runEvaluateCommand(context: EvaluateContext): Promise<ExitCode> {
  let given: EvaluateArguments | undefined
  try {
    given = parseEvaluateArguments(context.args, context)
    return await run(context, given)
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
    if (context.signal?.aborted) {
      const kept = given?.cache ? `; the answers so far are kept in ${given.cache}, and the same command goes on` : ''
      context.stderr.write(`Interrupted${kept}.\n`)
      return 130
    }
    if (!(error instanceof SpellerError)) throw error
    context.stderr.write(`${error.message}\n`)
    return inputErrors.has(error.code) ? 2 : 1
  }
}

async function run(context: EvaluateContext, given: EvaluateArguments): Promise<0 | 1> {
  const { stdout, stderr, signal } = context
  const config = configOf(context.env, given)
  // all input is read before the first query, so that a mistake in it costs nothing
  const limits = given.thresholds === false || isPart(given) ? undefined : await readLimits(given.thresholds)
  const previous =
    given.against === undefined
      ? undefined
      : readReport(given.against, await readInput(given.against, 'config_invalid'))
  const files = await goldFiles(given.gold)
  const sets = await readGoldSets(files, given)
  const exclusions = await readExclusions(sets)
  const rules =
    given.overrides === undefined
      ? undefined
      : readOverrides(given.overrides, await readInput(given.overrides, 'config_invalid'))
  const catalog = catalogSource(given.catalog ?? config.catalog.file, given)
  const excluded = (list: string) => exclusions.get(list)!
  const at = context.now().toISOString()
  const out = given.out ?? join('eval/reports', at.replace(/[:.]/g, '-'))
  await checkWritable(out)
  const measured = await evaluate({
    sets,
    misspelledShare: given.share / 100,
    failures: given.failures,
    pricePerCoreHour: given.coreHourPrice,
    settings: {
      ...feedSettings(catalog),
      without: given.without ?? null,
      ...(rules === undefined ? {} : { overrides: `${given.overrides} ${contentMark([given.overrides!])}` }),
      k: config.retrieve.k,
      limit: given.limit ?? null,
    },
    openSystems: (without) =>
      context.openSystems({
        config,
        catalog,
        systems: given.systems,
        ...(rules === undefined ? {} : { rules }),
        ...(without === undefined ? {} : excluded(without)),
      }),
    openSearch: (without) =>
      openSearchInMemory(catalog, without === undefined ? undefined : excluded(without).isExcluded),
    onProgress: showProgress(stderr),
    onDegraded: showFirstDegraded(stderr),
    ...(given.cache === false ? {} : { openKept: openCacheIn(given.cache, context.now) }),
    ...(given.without === undefined ? {} : { without: given.without }),
    ...(given.baseline === undefined ? {} : { baseline: given.baseline }),
    ...(signal ? { signal } : {}),
  })
  const report = previous ? { ...measured, difference: differenceBetween(previous, measured) } : measured
  const checked = { goldFiles: files.map(({ path }) => path), catalog: catalog.feed }
  const checks = limits === undefined ? [] : checkLimits(report, checked, limits)
  const json = `${printableJson({ at, ...report, checks })}\n`
  await writeReports(out, {
    'report.html': await renderHtml(report, checks, at),
    'report.md': renderMarkdown(report, checks, at),
    'report.json': json,
  })
  const tables = [summaryTable(report), searchTable(report)].filter((table) => table !== '')
  stdout.write(given.json ? json : `${tables.join('\n')}\n`)
  const closing = given.json ? stderr : stdout
  closing.write(
    `${repeatsText(report)}${differenceText(report)}${checkedText(given, limits, checks)}Report: ${join(out, 'report.html')}\n`,
  )
  return checks.every(({ holds }) => holds) ? 0 : 1
}

function configOf(env: EvaluateContext['env'], { k, suggestAt, rewriteAt }: EvaluateArguments): Config {
  const { retrieve, decide, ...others } = loadConfig(env)
  return {
    ...others,
    retrieve: { ...retrieve, k: k ?? retrieve.k },
    decide: { ...decide, suggestAt: suggestAt ?? decide.suggestAt, rewriteAt: rewriteAt ?? decide.rewriteAt },
  }
}

/** Limits are of whole sets; those that were asked for by name are held against a part as well. */
function isPart({ limit, areThresholdsAsked }: EvaluateArguments): boolean {
  return limit !== undefined && !areThresholdsAsked
}

async function readLimits(file: string): Promise<Parameters<typeof checkLimits>[2]> {
  return { file, thresholds: parseThresholds(file, await readInput(file, 'config_invalid')) }
}

/** How many thresholds hold, or why none is checked where nobody said that none should be. */
function checkedText(
  { thresholds, limit }: EvaluateArguments,
  limits: { readonly file: string } | undefined,
  checks: readonly Check[],
): string {
  if (limits) return `${checksText(checks)}${checks.length === 0 ? scopeNote(limits.file) : ''}`
  if (thresholds === false) return ''
  return `No threshold is checked: they are of whole sets, and --limit ${limit} takes a part. Give --thresholds FILE to check some all the same.\n`
}

async function writeReports(out: string, files: Readonly<Record<string, string>>): Promise<void> {
  try {
    await mkdir(out, { recursive: true })
    for (const [name, content] of Object.entries(files)) await writeFile(join(out, name), content)
  } catch (cause) {
    throw new SpellerError('config_invalid', `${out}: cannot be written: ${(cause as Error).message}`, { cause })
  }
}

/** A line that counts on a terminal, else a line per finished system. */
function showProgress(stderr: EvaluateContext['stderr']): NonNullable<EvaluationOptions['onProgress']> {
  return ({ system, done, total }) => {
    if (done === total) stderr.write(`${stderr.isTTY ? '\r' : ''}${system}: ${total} queries answered\n`)
    else if (stderr.isTTY && done % 25 === 0) stderr.write(`\r${system}: ${done} of ${total} queries`)
  }
}

/** The first of each system, at once: a wrong address or key fails them all. */
function showFirstDegraded(stderr: EvaluateContext['stderr']): NonNullable<EvaluationOptions['onDegraded']> {
  const told = new Set<string>()
  return ({ system, query, failure }) => {
    if (told.has(system)) return
    told.add(system)
    const why = failure === undefined ? '' : `: ${printable(failure)}`
    stderr.write(`${stderr.isTTY ? '\r' : ''}${system}: ${printableJson(query)} has a degraded answer${why}\n`)
    stderr.write(`${system}: further ones are counted in the report, and asked for again by the next run\n`)
  }
}
