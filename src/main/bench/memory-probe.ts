// A process of its own for the section memory: opens everything up to a stage, prints its resident memory, and ends.
// Modules are imported by the stage that needs them, so that none counts before.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

/** In the order in which a server opens them. `nothing` is Node with the loader that runs TypeScript. */
export const stages = ['nothing', 'knowledge', 'index', 'model', 'http', 'pglite'] as const
export type Stage = (typeof stages)[number]

export interface ProbePlaces {
  /** Of an ingested catalog. */
  readonly dataDir: string
  /** Of the decision log. */
  readonly logDir: string
  readonly modelDir: string
}

interface Opened {
  readonly held?: unknown
  close?(): unknown
}

const open: Record<Stage, (places: ProbePlaces) => Promise<Opened>> = {
  nothing: async () => ({}),
  async knowledge({ modelDir }) {
    const { loadKnowledge } = await import('../knowledge-files.ts')
    return { held: loadKnowledge(modelDir) }
  },
  async index({ dataDir }) {
    const { openEmbeddedStore } = await import('../../adapters/catalog-index/embedded.ts')
    const index = await openEmbeddedStore(join(dataDir, 'catalog')).open()
    await index.search(['runing shoes'], { limit: 8 })
    return index
  },
  async model({ modelDir }) {
    if (!existsSync(join(modelDir, 'decode.onnx'))) return {}
    const { openOnnxCorrector } = await import('../../adapters/corrector/onnx.ts')
    const corrector = await openOnnxCorrector({ modelDir, workers: 1 })
    const drafts = ['runing shoes', 'running shoes']
    await corrector.correct({ query: drafts[0]!, drafts, context: [], previous: [] })
    return corrector
  },
  async http({ dataDir }) {
    const { createApp } = await import('../../http/app.ts')
    const { createPrometheusMetrics } = await import('../../http/prometheus.ts')
    const { createMemoryLog } = await import('../../adapters/decision-log/memory.ts')
    const { openEmbeddedStore } = await import('../../adapters/catalog-index/embedded.ts')
    const { serve } = await import('@hono/node-server')
    const app = createApp({
      // answers nothing here: the speller's parts are open already
      speller: { correct: () => Promise.reject(new Error('not asked in a probe')) },
      log: createMemoryLog(),
      index: await openEmbeddedStore(join(dataDir, 'catalog')).open(),
      metrics: createPrometheusMetrics({ process: true }),
      ready: async () => ({ ok: true, checks: {} }),
    })
    return serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' })
  },
  async pglite({ logDir }) {
    const { openPgliteLog } = await import('../../adapters/decision-log/pglite.ts')
    return openPgliteLog({ dataDir: logDir })
  },
}

async function probe(upTo: Stage, places: ProbePlaces): Promise<void> {
  const opened: Opened[] = []
  for (const stage of stages.slice(0, stages.indexOf(upTo) + 1)) opened.push(await open[stage](places))
  await sleep(200)
  globalThis.gc?.()
  process.stdout.write(`rss ${process.memoryUsage().rss}\n`)
  for (const each of opened.reverse()) await each.close?.()
}

if (process.argv[1] === import.meta.filename) {
  await probe(process.argv[2] as Stage, JSON.parse(process.argv[3]!) as ProbePlaces)
}
