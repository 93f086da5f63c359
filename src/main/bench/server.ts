import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { latencyOf } from '../../evaluate/latency.ts'
import type { Decision } from '../../speller/types.ts'
import { load } from './load.ts'
import { makeModelFolder } from './model-folder.ts'
import { residentMegabytes } from './probe.ts'
import { ingestSample } from './sample.ts'
import { type Bench, hasModel, noModelNote } from './settings.ts'
import { startServer } from './server-process.ts'
import type { Sheet } from './sheet.ts'

const concurrency = [1, 8, 32]

/** A server of its own process on a loopback port, as `npm run serve` starts it, with its decision log in PGlite. */
export async function measureServer(bench: Bench, sheet: Sheet): Promise<void> {
  const dir = await mkdtemp(join(tmpdir(), 'querymend-bench-'))
  try {
    const modelDir = await makeModelFolder(bench, join(dir, 'model'))
    const places = { dataDir: join(dir, 'data'), logDir: join(dir, 'log'), modelDir }
    await ingestSample(bench, places.dataDir)
    const requests = bench.isQuick ? 100 : 600
    sheet.sizes({
      'requests each': requests,
      connections: concurrency.join(', '),
      workers: bench.config.correct.workers,
    })
    if (!hasModel(bench)) sheet.note(noModelNote(bench))
    const without = await residentMegabytes('http', places)
    const server = await startServer(bench, places)
    try {
      await measureLoad(server.found, bench.queries, requests, sheet, without)
    } finally {
      await server.stop()
    }
  } finally {
    await rm(dir, { recursive: true })
  }
}

async function measureLoad(url: string, queries: readonly string[], requests: number, sheet: Sheet, without: number) {
  const baseline = { name: 'the same without PGlite, idle', value: without }
  const memory = async (name: string) =>
    sheet.figure({ name: `resident memory, ${name}`, unit: 'MB', n: 1, value: await residentOf(url), baseline })
  const correct = Array.from({ length: requests }, (_, i) => {
    return `${url}/v1/correct?q=${encodeURIComponent(queries[i % queries.length]!)}`
  })
  const health = correct.map(() => `${url}/healthz`)
  await memory('idle')
  await load(correct.slice(0, requests / 2), 4)
  await load(health.slice(0, requests / 2), 4)
  for (const connections of concurrency) {
    const base = await load(health, connections)
    const answers = await load(correct, connections)
    const figure = (name: string, unit: 'ms' | '/s', value: number, of: number) =>
      sheet.figure({
        name: `${connections} at once, ${name}`,
        unit,
        n: requests,
        value,
        baseline: { name: '/healthz', value: of },
      })
    const [times, baseTimes] = [latencyOf(answers.ms)!, latencyOf(base.ms)!]
    figure('requests', '/s', requests / answers.seconds, requests / base.seconds)
    figure('p50', 'ms', times.p50, baseTimes.p50)
    figure('p99', 'ms', times.p99, baseTimes.p99)
    const degraded = answers.bodies.filter((body) => (JSON.parse(body) as Decision).degraded.length > 0).length
    sheet.figure({ name: `${connections} at once, degraded`, unit: 'share', n: requests, value: degraded / requests })
  }
  await memory('after the load')
}

async function residentOf(url: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text()
  return Number(/^process_resident_memory_bytes (\S+)$/m.exec(text)![1]) / 1e6
}
