import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { openEmbeddedStore } from '../../adapters/catalog-index/embedded.ts'
import { latencyOf } from '../../evaluate/latency.ts'
import { collect } from '../../ingest/collect.ts'
import type { Decision, Name } from '../../speller/types.ts'
import { brandNames } from './brand-names.ts'
import { createRandom } from './random.ts'
import { ingestSample } from './sample.ts'
import { startServer } from './server-process.ts'
import type { Bench } from './settings.ts'
import type { Sheet } from './sheet.ts'
import { timed } from './timing.ts'

const seed = 13
const pauseMs = 5
const baseQueries = 200
/** What a query must show of a swap within, or the run fails. */
const patienceMs = 60_000

interface Swap {
  /** Milliseconds from the check of the new generation, after which it is written and swapped, until a query knows its new name. */
  readonly knownMs: number
  /** The same until a decision says that it searched this generation. */
  readonly namedMs: number
  /** The slowest query that was asked meanwhile. */
  readonly slowestMs: number
}

/** New generations under a server that answers a query every few milliseconds: how soon does it serve them? */
export async function measureGenerations(bench: Bench, sheet: Sheet): Promise<void> {
  const swaps = bench.isQuick ? 5 : 50
  const dir = await mkdtemp(join(tmpdir(), 'querymend-bench-'))
  try {
    const dataDir = join(dir, 'data')
    await ingestSample(bench, dataDir)
    const sample = await collect({ ...bench.source, onProgress: () => undefined })
    sheet.sizes({ swaps, names: sample.names.length, bigrams: sample.bigrams.length })
    const server = await startServer(bench, { dataDir, modelDir: bench.modelDir })
    try {
      const store = openEmbeddedStore(join(dataDir, 'catalog'))
      const random = createRandom(seed)
      const [first, ...added] = newNames(swaps + 1)
      const base: number[] = []
      for (let i = 0; i < baseQueries; i++) base.push((await timed(() => ask(server.found, first!.text))).ms)
      const all: Swap[] = []
      for (const name of added) {
        const builder = await store.build()
        await builder.addNames([...sample.names, name])
        await builder.addBigrams([...sample.bigrams])
        const watched = watch(server.found, name, builder.id)
        // so that swaps fall anywhere in the second for which a server keeps the generation's id
        await sleep(random.below(1000))
        await builder.commit({ products: sample.products }, async () => watched.begin())
        all.push(await watched.seen)
      }
      report(all, base, sheet)
    } finally {
      await server.stop()
    }
  } finally {
    await rm(dir, { recursive: true })
  }
}

function report(all: readonly Swap[], base: readonly number[], sheet: Sheet): void {
  const without = latencyOf(base)!
  for (const [name, of] of [
    ['written, swapped, new name known', ({ knownMs }: Swap) => knownMs],
    ['written, swapped, generation named in a decision', ({ namedMs }: Swap) => namedMs],
    ['slowest query meanwhile', ({ slowestMs }: Swap) => slowestMs],
  ] as const) {
    const times = latencyOf(all.map(of))!
    for (const at of ['p50', 'p99'] as const) {
      const baseline = { name: 'a query without a swap', value: without[at] }
      sheet.figure({ name: `${name}, ${at}`, unit: 'ms', n: all.length, value: times[at], baseline })
    }
  }
}

/** Asks for the name again and again from now on, until an answer after `begin` shows the whole swap. */
function watch(url: string, name: Name, generation: string): { begin(): void; readonly seen: Promise<Swap> } {
  let began: number | undefined
  const follow = async (): Promise<Swap> => {
    let knownMs: number | undefined
    let slowestMs = 0
    for (;;) {
      // what was asked before the new generation was built waited for this process, which builds it
      const isAfter = began !== undefined
      const { result, ms } = await timed(() => ask(url, name.text))
      if (began !== undefined) {
        const since = performance.now() - began
        if (isAfter) slowestMs = Math.max(slowestMs, ms)
        if (knows(result, name)) knownMs ??= since
        if (knownMs !== undefined && result.catalog === generation) return { knownMs, namedMs: since, slowestMs }
        if (since > patienceMs)
          throw new Error(
            `After ${patienceMs} ms a query for ${JSON.stringify(name.text)} gives ${JSON.stringify(result)}`,
          )
      }
      await sleep(pauseMs)
    }
  }
  return { begin: () => (began = performance.now()), seen: follow() }
}

/** One long word each, so that only the name itself can protect it. */
function newNames(count: number): readonly Name[] {
  const long = brandNames(count * 10, seed).filter(({ form }) => form.length >= 7 && !form.includes(' '))
  return long.slice(0, count)
}

/** It is shown, or it keeps another reading from changing it. */
function knows({ evidence, reason }: Decision, name: Name): boolean {
  return reason === 'protected' || evidence.some((known) => known.name === name.text)
}

async function ask(url: string, query: string): Promise<Decision> {
  const answer = await fetch(`${url}/v1/correct?q=${encodeURIComponent(query)}`)
  if (answer.status !== 200) throw new Error(`${query}: the server answers ${answer.status}: ${await answer.text()}`)
  return (await answer.json()) as Decision
}
