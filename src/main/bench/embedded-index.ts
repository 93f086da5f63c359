import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openEmbeddedStore } from '../../adapters/catalog-index/embedded.ts'
import { latencyOf } from '../../evaluate/latency.ts'
import type { CatalogIndex } from '../../speller/ports.ts'
import type { Name } from '../../speller/types.ts'
import { brandNames } from './brand-names.ts'
import { misspell } from './misspell.ts'
import { createRandom } from './random.ts'
import { createScan } from './scan.ts'
import type { Bench } from './settings.ts'
import type { Sheet } from './sheet.ts'
import { mean, timed } from './timing.ts'

const seed = 5
const limit = 8

/** The embedded index over made-up names. */
export async function measureIndex({ isQuick }: Bench, sheet: Sheet): Promise<void> {
  const sizes = isQuick ? [10_000] : [10_000, 200_000]
  for (const size of sizes)
    await measureIndexOf(size, { queries: isQuick ? 300 : 1000, scanned: isQuick ? 10 : 20 }, sheet)
}

interface Counts {
  /** Misspelled names for each number of edits. */
  readonly queries: number
  /** Of these, how many are also looked for by brute force. */
  readonly scanned: number
}

export async function measureIndexOf(size: number, counts: Counts, sheet: Sheet): Promise<void> {
  const names = brandNames(size, seed)
  const label = size.toLocaleString('en')
  const text = names.map((name) => `${JSON.stringify(name)}\n`).join('')
  sheet.sizes({ [`${label} names, JSON Lines`]: `${(text.length / 1e6).toFixed(2)} MB` })
  const dir = await mkdtemp(join(tmpdir(), 'querymend-bench-'))
  try {
    const index = await measureFile(dir, names, text, label, sheet)
    await measureSearch(index, names, counts, label, sheet)
    await index.close()
  } finally {
    await rm(dir, { recursive: true })
  }
}

async function measureFile(dir: string, names: readonly Name[], text: string, label: string, sheet: Sheet) {
  const store = openEmbeddedStore(dir)
  const figure = (name: string, unit: 's' | 'ms' | 'MB', value: number, against: string, base: number) =>
    sheet.figure({ name: `${label}: ${name}`, unit, n: 1, value, baseline: { name: against, value: base } })
  const map = await timed(() => new Map(names.map((name) => [name.form, name])))
  const built = await timed(async () => {
    const builder = await store.build()
    await builder.addNames(names)
    await builder.commit({ products: names.length })
  })
  figure('build and write', 's', built.ms / 1e3, 'a Map of forms', map.ms / 1e3)
  const [buildMs, mapMs] = [built.processorMs, map.processorMs]
  figure('build and write, processor time', 's', buildMs / 1e3, 'a Map of forms', mapMs / 1e3)
  const file = join(
    dir,
    (await readdir(dir)).find((name) => name.endsWith('.qmix'))!,
  )
  const read = await timed(() => readFile(file))
  const megabytes = read.result.length / 1e6
  figure('file', 'MB', megabytes, 'JSON Lines', text.length / 1e6)
  const before = heldMegabytes()
  const opened = await timed(async () => {
    const index = await store.open()
    await index.info()
    return index
  })
  figure('open', 'ms', opened.ms, 'reading the file', read.ms)
  if (before !== undefined) figure('memory', 'MB', heldMegabytes()! - before, 'file', megabytes)
  else sheet.note('Memory of the index was not measured: Node runs without --expose-gc.')
  return opened.result
}

async function measureSearch(index: CatalogIndex, names: readonly Name[], counts: Counts, label: string, sheet: Sheet) {
  const random = createRandom(seed)
  const long = names.filter(({ form }) => form.length >= 6)
  const scan = createScan(names)
  for (const edits of [1, 2]) {
    const truths = Array.from({ length: counts.queries }, () => random.pick(long).form)
    const spans = truths.map((truth) => misspell(truth, edits, random))
    for (const span of spans.slice(0, 100)) await index.search([span], { limit })
    const found: (readonly string[])[] = []
    const times: number[] = []
    for (const span of spans) {
      const { result, ms } = await timed(() => index.search([span], { limit }))
      times.push(ms)
      found.push(result[0]!.map((hit) => hit.name.form))
    }
    const scannedTimes: number[] = []
    const scanned: (readonly string[])[] = []
    for (const span of spans.slice(0, counts.scanned)) {
      const { result, ms } = await timed(() => scan(span, limit))
      scannedTimes.push(ms)
      scanned.push(result)
    }
    const name = (what: string) => `${label}: ${edits} ${edits === 1 ? 'edit' : 'edits'}, ${what}`
    const n = spans.length
    const all = latencyOf(times)!
    const bruteForce = { name: `brute force, mean of ${counts.scanned}`, value: mean(scannedTimes) }
    sheet.figure({ name: name('search p50'), unit: 'ms', n, value: all.p50, baseline: bruteForce })
    sheet.figure({ name: name('search p99'), unit: 'ms', n, value: all.p99, baseline: bruteForce })
    for (const at of [1, limit]) {
      const recall = (lists: readonly (readonly string[])[]) =>
        lists.filter((forms, i) => forms.slice(0, at).includes(truths[i]!)).length / lists.length
      sheet.figure({ name: name(`recall@${at}`), unit: 'share', n, value: recall(found) })
    }
    const equal = scanned.filter((forms, i) => forms.join() === found[i]!.join()).length
    sheet.figure({
      name: name('same hits as brute force'),
      unit: 'share',
      n: scanned.length,
      value: equal / scanned.length,
    })
  }
}

/** Heap and buffers in use after a collection; undefined where none can be asked for. */
function heldMegabytes(): number | undefined {
  if (!globalThis.gc) return undefined
  // buffers are given back after the collection that found them unused
  globalThis.gc()
  globalThis.gc()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return (heapUsed + arrayBuffers) / 1e6
}
