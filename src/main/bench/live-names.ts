import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openMemoryIndex } from '../../adapters/catalog-index/embedded.ts'
import { latencyOf } from '../../evaluate/latency.ts'
import type { Decision } from '../../speller/types.ts'
import { brandNames } from './brand-names.ts'
import { misspell } from './misspell.ts'
import { createRandom } from './random.ts'
import { ingestSample } from './sample.ts'
import { createScan } from './scan.ts'
import { startServer } from './server-process.ts'
import type { Bench } from './settings.ts'
import type { Sheet } from './sheet.ts'
import { inTurns, median, timed } from './timing.ts'

const seed = 11
const catalogNames = 10_000

/** Names added at run time: what they cost a search, and how soon a query knows them. */
export async function measureLiveNames(bench: Bench, sheet: Sheet): Promise<void> {
  const counts = bench.isQuick ? [1000] : [1000, 10_000]
  for (const live of counts) await measureSearchAmong(live, bench.isQuick ? 100 : 500, sheet)
  await measureOverHttp(bench, bench.isQuick ? 20 : 100, sheet)
}

export async function measureSearchAmong(live: number, queries: number, sheet: Sheet): Promise<void> {
  const names = brandNames(catalogNames + live, seed)
  const [own, added] = [names.slice(0, catalogNames), names.slice(catalogNames)]
  const without = openMemoryIndex(own, [], own.length)
  const index = openMemoryIndex(own, [], own.length)
  await index.upsert(added)
  const scan = createScan(added)
  const random = createRandom(seed)
  const long = added.filter(({ form }) => form.length >= 6)
  const truths = Array.from({ length: queries }, () => random.pick(long).form)
  const spans = truths.map((truth) => misspell(truth, 1, random))
  let found = 0
  const [search, base, scanned] = await inTurns(
    spans.map((span, i) => ({ span, truth: truths[i]! })),
    [
      async ({ span, truth }) => {
        const [hits] = await index.search([span], { limit: 8 })
        if (hits!.some((hit) => hit.name.form === truth)) found++
      },
      ({ span }) => without.search([span], { limit: 8 }),
      ({ span }) => scan(span, 8),
    ],
  )
  const label = `${live.toLocaleString('en')} live names beside ${catalogNames.toLocaleString('en')}`
  const figure = (name: string, value: number, against: string, of: number) =>
    sheet.figure({ name: `${label}: ${name}`, unit: 'ms', n: queries, value, baseline: { name: against, value: of } })
  figure('search p50', median(search!.wall), 'comparing with each live name', median(scanned!.wall))
  figure('search p50', median(search!.wall), 'no live names', median(base!.wall))
  sheet.figure({ name: `${label}: recall@8`, unit: 'share', n: queries, value: found / queries })
}

async function measureOverHttp(bench: Bench, rounds: number, sheet: Sheet): Promise<void> {
  const dir = await mkdtemp(join(tmpdir(), 'querymend-bench-'))
  try {
    const places = { dataDir: join(dir, 'data'), modelDir: bench.modelDir }
    await ingestSample(bench, places.dataDir)
    const server = await startServer(bench, places)
    try {
      const names = brandNames(rounds, seed).map(({ text }) => text)
      const health: number[] = []
      const seen: number[] = []
      for (const name of names) {
        health.push((await timed(async () => (await fetch(`${server.found}/healthz`)).text())).ms)
        seen.push((await timed(() => addAndAsk(server.found, name))).ms)
      }
      const [times, base] = [latencyOf(seen)!, latencyOf(health)!]
      for (const at of ['p50', 'p99'] as const) {
        const baseline = { name: '/healthz', value: base[at] }
        sheet.figure({ name: `added and known over HTTP, ${at}`, unit: 'ms', n: rounds, value: times[at], baseline })
      }
    } finally {
      await server.stop()
    }
  } finally {
    await rm(dir, { recursive: true })
  }
}

async function addAndAsk(url: string, name: string): Promise<void> {
  const put = await fetch(`${url}/v1/names`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name }),
  })
  const asked = await fetch(`${url}/v1/correct?q=${encodeURIComponent(name)}`)
  const { evidence } = (await asked.json()) as Decision
  if (put.status !== 200 || !evidence.some((known) => known.name === name))
    throw new Error(`The next query does not know ${JSON.stringify(name)}: ${put.status}, ${JSON.stringify(evidence)}`)
}
