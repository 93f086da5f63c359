import { readFile, writeFile } from 'node:fs/promises'
import { cpus, loadavg } from 'node:os'
import { CommanderError } from 'commander'
import { lateDefaults } from '../../adapters/catalog-index/embedded-late.ts'
import { loadConfig } from '../../config.ts'
import { takeEvenly } from '../../evaluate/gold.ts'
import { readGold } from '../../evaluate/read-gold.ts'
import { openFile } from '../../ingest/sources/bytes.ts'
import { placeOf } from '../../ingest/sources/place.ts'
import { SpellerError } from '../../speller/errors.ts'
import { feedSource } from '../feed-arguments.ts'
import { type BenchArguments, type Output, parseBenchArguments, type SectionName } from './bench-arguments.ts'
import { measureDecoding } from './decoding.ts'
import { measureEndToEnd } from './end-to-end.ts'
import { measureGenerations } from './generations.ts'
import { measureIngest } from './ingest.ts'
import { measureLiveNames } from './live-names.ts'
import { measureMemory } from './memory.ts'
import { measureQuantisation } from './quantisation.ts'
import { measureRetrieval } from './retrieval.ts'
import { measureServer } from './server.ts'
import type { Bench, Measure } from './settings.ts'
import { createSheet, type SheetReport } from './sheet.ts'

export interface BenchContext extends Output {
  /** Arguments of the user, without those of the runtime. */
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string | undefined>>
}

const measures: Record<SectionName, Measure> = {
  'end-to-end': measureEndToEnd,
  decoding: measureDecoding,
  quantisation: measureQuantisation,
  retrieval: measureRetrieval,
  'live-names': measureLiveNames,
  generations: measureGenerations,
  server: measureServer,
  ingest: measureIngest,
  memory: measureMemory,
}

const inputErrors: ReadonlySet<string> = new Set(['gold_invalid', 'catalog_invalid', 'config_invalid'])

/** 0: measured. 1: a dependency failed. 2: bad arguments, settings or input. Only bugs throw. */
export async function runBenchCommand(context: BenchContext): Promise<0 | 1 | 2> {
  try {
    await run(context, parseBenchArguments(context.args, context))
    return 0
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
    if (!(error instanceof SpellerError)) throw error
    context.stderr.write(`${error.message}\n`)
    return inputErrors.has(error.code) ? 2 : 1
  }
}

async function run({ stdout, env }: BenchContext, given: BenchArguments): Promise<void> {
  const print = (line: string) => void stdout.write(`${line}\n`)
  // before what takes minutes, and does not need it
  if (given.feed !== undefined && placeOf(given.feed).kind === 'file') await firstBytes(given.feed)
  const bench = await settingsOf(env, given)
  const machine = {
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    processor: `${cpus()[0]?.model ?? 'unknown'}, ${cpus().length} cores`,
    loadBefore: loadavg()[0]!,
  }
  print(`Node ${machine.node}, ${machine.platform}, ${machine.processor}, load ${machine.loadBefore.toFixed(1)}`)
  const sections: SheetReport[] = []
  for (const name of given.sections) {
    const sheet = createSheet(name, print)
    await measures[name](bench, sheet)
    sections.push(sheet.finish())
  }
  const loadAfter = loadavg()[0]!
  print(`\nLoad at the end: ${loadAfter.toFixed(1)}`)
  if (given.json === undefined) return
  const report = { quick: given.quick, machine: { ...machine, loadAfter }, sections }
  await writeOut(given.json, `${JSON.stringify(report, null, 2)}\n`)
}

async function settingsOf(env: BenchContext['env'], given: BenchArguments): Promise<Bench> {
  const config = loadConfig(env)
  const cases = readGold(given.queries, await readInput(given.queries))
  const queries = cases.map(({ query }) => query)
  return {
    config,
    source: given.feed === undefined ? { feed: config.catalog.file } : feedSource(given.feed, given),
    modelDir: given.model ?? config.correct.modelDir,
    queries: given.quick ? takeEvenly(queries, 100) : queries,
    isQuick: given.quick,
    ...(given.fp32 === undefined ? {} : { fp32Dir: given.fp32 }),
    ...(given.feed === undefined ? {} : { goldOfFeed: cases }),
    ...(given.names === undefined ? {} : { names: given.names }),
    ...(given.gates === undefined ? {} : { gates: given.gates }),
    ...(given.probes === undefined && given.pools === undefined
      ? {}
      : { late: { probes: given.probes ?? [lateDefaults.probes], pools: given.pools ?? [lateDefaults.pool] } }),
    ...(given.products === undefined ? {} : { products: given.products }),
    ...(given.out === undefined ? {} : { out: given.out }),
  }
}

/** Fails with `catalog_invalid` where there is no such file. */
async function firstBytes(path: string): Promise<Uint8Array | undefined> {
  const { bytes } = await openFile(path)
  for await (const chunk of bytes) return chunk
  return undefined
}

async function readInput(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (cause) {
    throw new SpellerError('gold_invalid', `${path}: cannot be read: ${(cause as Error).message}`, { cause })
  }
}

async function writeOut(path: string, content: string): Promise<void> {
  try {
    await writeFile(path, content)
  } catch (cause) {
    throw new SpellerError('config_invalid', `${path}: cannot be written: ${(cause as Error).message}`, { cause })
  }
}
