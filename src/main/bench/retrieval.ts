import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openEmbeddedStore } from '../../adapters/catalog-index/embedded.ts'
import { channelCost } from '../../speller/channel.ts'
import { SpellerError } from '../../speller/errors.ts'
import type { NameEncoder } from '../../speller/ports.ts'
import type { TypingCost } from '../../speller/rank-hits.ts'
import type { RetrieverName } from '../../speller/retrievers.ts'
import type { Name } from '../../speller/types.ts'
import { loadKnowledge } from '../knowledge-files.ts'
import { openNames } from '../open-names.ts'
import { measureFeed } from './feed-retrieval.ts'
import { type LateSettings, measureLateSettings } from './late-settings.ts'
import { measureOverQdrant } from './over-qdrant.ts'
import { catalogMegabytes } from './probe.ts'
import { measureRecall, type RecallCounts } from './recall.ts'
import { showRecall } from './recall-figures.ts'
import { curves, markdown, type SizeReport } from './retrieval-report.ts'
import type { Bench } from './settings.ts'
import type { Sheet } from './sheet.ts'
import { shopNames } from './shop-names.ts'
import { timed } from './timing.ts'

const seed = 5

/** The catalog index, with the retriever of the settings, over made-up names of growing number, and over a feed of the user; Qdrant beside it. */
export async function measureRetrieval(bench: Bench, sheet: Sheet): Promise<void> {
  const { retriever } = bench.config.retrieve
  const { modelDir } = bench.config.correct
  const { isQuick, names = isQuick ? [10_000] : [10_000, 200_000], goldOfFeed: gold, out } = bench
  const counts: RecallCounts = isQuick ? { queries: 25, scanned: 3 } : { queries: 150, scanned: 8 }
  const reports: SizeReport[] = []
  const { channel } = loadKnowledge(modelDir)
  const typingCost: TypingCost = (intended, typed) => channelCost(channel, intended, typed)
  const encoder = retriever === 'late-interaction' ? await openNames(modelDir) : undefined
  try {
    for (const size of names) {
      const made = shopNames(size, seed)
      const options = { retriever, modelDir, ...(encoder && { encoder }), ...(bench.late && { late: bench.late }) }
      reports.push(await measureSize(made, typingCost, counts, sheet, options))
      await measureOverQdrant(bench, made, typingCost, counts, seed, encoder, sheet)
    }
  } finally {
    await encoder?.close()
  }
  if (gold !== undefined) await measureFeed(bench, gold, channel, typingCost, sheet)
  if (out !== undefined) {
    await writeOut(out, { 'retrieval.md': markdown(reports), ...curves(reports) })
    sheet.note(`Tables and curves: ${out}`)
  }
}

export interface SizeOptions {
  readonly retriever?: RetrieverName
  /** Needed by late-interaction. */
  readonly encoder?: NameEncoder
  /** Of late interaction, to be compared. */
  readonly late?: LateSettings
  /** Of the model that another process needs for late-interaction. */
  readonly modelDir?: string
  /** Resident megabytes of a process that opened the catalog of a directory and searched it for some spans. */
  readonly memoryOf?: typeof catalogMegabytes
}

export async function measureSize(
  names: readonly Name[],
  typingCost: TypingCost,
  counts: RecallCounts,
  sheet: Sheet,
  { retriever = 'hybrid', encoder, modelDir, late, memoryOf = catalogMegabytes }: SizeOptions = {},
): Promise<SizeReport> {
  return withDirectory(async (dir) => {
    const text = names.reduce((bytes, name) => bytes + JSON.stringify(name).length + 1, 0)
    const store = openEmbeddedStore(dir, { retriever, ...(encoder && { encoder }) })
    const built = await timed(async () => {
      const builder = await store.build()
      await builder.addNames(names)
      await builder.commit({ products: names.length })
    })
    // late interaction has a file of vectors beside it
    const files = await Promise.all((await readdir(dir)).map((each) => stat(join(dir, each))))
    const index = await store.open()
    const opened = await timed(() => index.info())
    const cells = await measureRecall(index, names, typingCost, counts, seed)
    await index.close()
    const search = { retriever, ...(modelDir === undefined ? {} : { modelDir }) }
    const asked = names.slice(0, 50).map(({ form }) => `${form}s`)
    const report: SizeReport = {
      retriever,
      names: names.length,
      cells,
      buildSeconds: built.processorMs / 1e3,
      openMs: opened.ms,
      textMegabytes: text / 1e6,
      fileMegabytes: files.reduce((bytes, { size }) => bytes + size, 0) / 1e6,
      residentMegabytes: await memoryOf(dir, asked, search),
      ...(encoder && { heldMegabytes: await memoryOf(dir, asked, { ...search, isHeld: true }) }),
      bareMegabytes: await withDirectory((empty) => memoryOf(empty, ['nothing'], search)),
    }
    show(report, sheet)
    if (encoder && late) {
      const of = { queries: counts.scanned, seed, label: labelOf(report) }
      await measureLateSettings(dir, names, encoder, late, of, sheet)
    }
    return report
  })
}

async function withDirectory<T>(run: (dir: string) => Promise<T>): Promise<T> {
  const dir = await mkdtemp(join(tmpdir(), 'querymend-bench-'))
  try {
    return await run(dir)
  } finally {
    await rm(dir, { recursive: true })
  }
}

function show(report: SizeReport, sheet: Sheet): void {
  const label = labelOf(report)
  const figure = (name: string, unit: 's' | 'ms' | 'MB', value: number, baseline?: { name: string; value: number }) =>
    sheet.figure({ name: `${label}: ${name}`, unit, n: 1, value, ...(baseline && { baseline }) })
  figure('build and write, processor time', 's', report.buildSeconds)
  figure('open', 'ms', report.openMs)
  figure('file', 'MB', report.fileMegabytes, { name: 'JSON Lines', value: report.textMegabytes })
  figure('resident memory', 'MB', report.residentMegabytes, { name: 'no names', value: report.bareMegabytes })
  if (report.heldMegabytes !== undefined) {
    const baseline = { name: 'vectors in a paged file', value: report.residentMegabytes }
    figure('resident memory, vectors held in memory', 'MB', report.heldMegabytes, baseline)
  }
  showRecall(label, report.cells, sheet)
}

function labelOf({ names, retriever }: SizeReport): string {
  return `${names.toLocaleString('en')}${retriever === 'hybrid' ? '' : ` by ${retriever}`}`
}

async function writeOut(dir: string, files: Readonly<Record<string, string>>): Promise<void> {
  try {
    await mkdir(dir, { recursive: true })
    for (const [name, content] of Object.entries(files)) await writeFile(join(dir, name), content)
  } catch (cause) {
    throw new SpellerError('config_invalid', `${dir}: cannot be written: ${(cause as Error).message}`, { cause })
  }
}
