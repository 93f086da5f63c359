import { serve as listen } from '@hono/node-server'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import pino from 'pino'
import { type Config, summary } from '../config.ts'
import { createApp } from '../http/app.ts'
import { catalogCheck } from '../http/catalog-check.ts'
import { correctorChecks } from '../http/corrector-checks.ts'
import { createPrometheusMetrics } from '../http/prometheus.ts'
import { makeDataDir } from '../ingest/data-dir.ts'
import { SpellerError } from '../speller/errors.ts'
import { createSpeller, noModel } from '../speller/speller.ts'
import { makeEmbeddedLog } from './child-program.ts'
import { watchHead } from './head-file.ts'
import { loadKnowledge } from './knowledge-files.ts'
import { watchOverrides } from './overrides-file.ts'
import { answerMalformedRequests } from './malformed-requests.ts'
import { newId, openCatalogStore, openCorrector, openDecisionLog, spellerSettings } from './wire-node.ts'

export interface Served {
  readonly url: string
  /** Stops taking requests, writes out the log, releases everything. */
  close(): Promise<void>
}

/** Opens every adapter once and serves until closed. Fails at start on wrong settings, a broken catalog or a log that is not there. */
export async function serve(config: Config): Promise<Served> {
  const logger = pino({ level: config.server.logLevel })
  makeDataDir(config.catalog.dataDir)
  const settings = spellerSettings(config)
  const knowledge = loadKnowledge(config.correct.modelDir)
  const overrides = watchOverrides(config.catalog.overrides, (error) =>
    logger.error({ code: error.code }, error.message),
  )
  const head = watchHead(config, (error) => logger.error({ code: error.code }, error.message))
  const index = await (await openCatalogStore(config)).open()
  const log = await openDecisionLog(config, (error) => logger.error({ err: error }, 'decision log'))
  const corrector = await openCorrector(config, {
    onOpenError: (error) => logger.error({ code: error.code }, `serving without a corrector: ${error.message}`),
    onFallback: (error) => logger.warn({ code: error.code, err: error.cause }, error.message),
    onState: (step, state) => logger.warn({ step, state }, `corrector ${step}: ${state}`),
    onSpendingError: (error) => logger.error({ code: error.code, err: error.cause }, error.message),
  })
  const onError = (error: SpellerError) => logger.warn({ code: error.code, err: error.cause }, error.message)
  const speller = createSpeller({
    index,
    log,
    knowledge,
    overrides,
    head,
    settings,
    newId,
    now: () => new Date(),
    onError,
    ...(corrector === undefined ? {} : { corrector }),
  })
  const app = createApp({
    speller,
    log,
    index,
    metrics: createPrometheusMetrics({ process: true }),
    onError: (error, requestId) => logger.error({ err: error, requestId }, 'request failed'),
    ready: async () => {
      const catalog = await catalogCheck(index, onError)
      // a missing model degrades answers; it does not stop them
      const model = { ok: true, detail: corrector?.id ?? noModel }
      return { ok: catalog.ok, checks: { catalog, model, ...correctorChecks(corrector?.status() ?? []) } }
    },
    ...(corrector === undefined ? {} : { corrector, correctors: () => corrector.status() }),
    corsOrigins: config.server.corsOrigins,
    ...(config.server.apiToken === undefined ? {} : { apiToken: config.server.apiToken }),
  })
  const server = listen({ fetch: app.fetch, port: config.server.port, hostname: config.server.host })
  answerMalformedRequests(server as Server)
  await new Promise<void>((resolve, reject) => {
    server.once('listening', resolve)
    server.once('error', reject)
  })
  const url = `http://${config.server.host}:${(server.address() as AddressInfo).port}`
  logger.info(`settings\n${summary(config)}`)
  logger.info({ url, model: corrector?.id ?? noModel, catalog: await index.info() }, `Querymend listens on ${url}`)
  return {
    url,
    async close() {
      await new Promise((resolve) => server.close(resolve))
      if (corrector) logger.info({ correctors: corrector.status() }, 'what the correctors did, and what they cost')
      await corrector?.close()
      await log.close().catch((error: unknown) => logger.error({ err: error }, 'decision log'))
      await index.close()
    },
  }
}

/** Serves until SIGINT or SIGTERM; wrong settings end the process with a message and code 2, a failing dependency with 1. */
export async function serveUntilStopped(config: Config): Promise<void> {
  const code = await makeEmbeddedLog(config)
  if (code !== 0) {
    process.exitCode = code
    return
  }
  const served = await serve(config)
  const stop = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve())
  })
  await stop
  await served.close()
}

/** Ends the process with a readable message instead of a stack, for errors that a person can mend. */
export async function main(run: () => Promise<void>): Promise<void> {
  try {
    await run()
  } catch (error) {
    const known = error instanceof SpellerError
    const inUse = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'
    if (!known && !inUse) throw error
    process.stderr.write(`${inUse ? 'The port is in use. Set PORT to another.' : error.message}\n`)
    process.exitCode = known && error.code === 'config_invalid' ? 2 : 1
  }
}
