import { serve as listen } from '@hono/node-server'
import { CommanderError } from 'commander'
import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import pino from 'pino'
import { type Config, summary } from '../config.ts'
import { createApp } from '../http/app.ts'
import { catalogCheck } from '../http/catalog-check.ts'
import { correctorChecks } from '../http/corrector-checks.ts'
import { logCheck } from '../http/log-check.ts'
import { createPrometheusMetrics } from '../http/prometheus.ts'
import { makeDataDir } from '../ingest/data-dir.ts'
import { SpellerError } from '../speller/errors.ts'
import { createSpeller, noModel } from '../speller/speller.ts'
import { makeEmbeddedLog } from './child-program.ts'
import { watchHead } from './head-file.ts'
import { loadKnowledge } from './knowledge-files.ts'
import { watchOverrides } from './overrides-file.ts'
import { answerMalformedRequests } from './malformed-requests.ts'
import { missingRules } from './rules-files.ts'
import { warmUp } from './warm-up.ts'
import { newId, openCatalogStore, openCorrector, openDecisionLog, spellerSettings } from './wire-node.ts'

export interface Served {
  readonly url: string
  /**
   * For `config.server.drainMs`, goes on answering, but is not ready, and closes each connection after its answer, so that `close` cuts
   * nobody off: a request that has just come on a connection that is kept would be.
   */
  drain(): Promise<void>
  /** Stops taking requests, writes out the log, releases everything. */
  close(): Promise<void>
}

/**
 * Opens every adapter once and serves until closed. Fails at start on wrong settings, a broken catalog or an embedded log that is in use; a
 * PostgreSQL that is away is waited for while it serves.
 */
export async function serve(config: Config): Promise<Served> {
  const logger = pino({ level: config.server.logLevel })
  makeDataDir(config.catalog.dataDir, config.log.databaseUrl === undefined)
  const settings = spellerSettings(config)
  const knowledge = loadKnowledge(config.correct.modelDir)
  const tell = (error: SpellerError) => logger.error({ code: error.code }, error.message)
  const overrides = watchOverrides(config.catalog.overrides, tell)
  const missing = missingRules(config)
  if (missing !== undefined) logger.warn(missing)
  const head = watchHead(config, tell)
  const index = await (await openCatalogStore(config, { onError: tell })).open()
  // an index in a directory is read when it is first asked
  const catalog = await index.info()
  const log = await openDecisionLog(config, {
    onError: (error) => logger.error({ err: error }, 'decision log'),
    onAway: ({ code, message }) =>
      logger.error({ code }, `serving without the decision log, which is tried again: ${message}`),
    onBack: () => logger.info('the decision log was reached; what waited is written'),
  })
  const corrector = await openCorrector(config, {
    onOpenError: (error) => logger.error({ code: error.code }, `serving without a corrector: ${error.message}`),
    onFallback: (error) => logger.warn({ code: error.code, err: error.cause }, error.message),
    onState: (step, state) => logger.warn({ step, state }, `corrector ${step}: ${state}`),
    onSpendingError: (error) => logger.error({ code: error.code, err: error.cause }, error.message),
  })
  const onError = (error: SpellerError) => logger.warn({ code: error.code, err: error.cause }, error.message)
  const deps = {
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
  }
  await warmUp(deps)
  const speller = createSpeller(deps)
  let isStopping = false
  const app = createApp({
    speller,
    log,
    index,
    metrics: createPrometheusMetrics({ process: true }),
    onError: (error, requestId) => logger.error({ err: error, requestId }, 'request failed'),
    ready: async () => {
      const catalog = await catalogCheck(index, onError)
      // a missing model degrades answers, a log that is away loses them at worst; neither stops them
      const model = { ok: true, detail: corrector?.id ?? noModel }
      const checks = { catalog, model, ...correctorChecks(corrector?.status() ?? []), log: logCheck(log) }
      const stopping = { ok: false, detail: 'stopping' }
      return { ok: catalog.ok && !isStopping, checks: { ...checks, ...(isStopping ? { server: stopping } : {}) } }
    },
    ...(corrector === undefined ? {} : { corrector, correctors: () => corrector.status() }),
    corsOrigins: config.server.corsOrigins,
    ...(config.server.apiToken === undefined ? {} : { apiToken: config.server.apiToken }),
  })
  const answer = async (request: Request) => {
    const response = await app.fetch(request)
    if (isStopping) response.headers.set('connection', 'close')
    return response
  }
  const server = listen({ fetch: answer, port: config.server.port, hostname: config.server.host })
  answerMalformedRequests(server as Server)
  const release = async () => {
    await corrector?.close()
    await log.close().catch((error: unknown) => logger.error({ err: error, lost: log.dropped }, 'decision log'))
    await index.close()
  }
  try {
    await once(server, 'listening')
  } catch (cause) {
    await release()
    throw cannotListen(config, cause as Error)
  }
  const url = `http://${config.server.host}:${(server.address() as AddressInfo).port}`
  logger.info(`settings\n${summary(config)}`)
  logger.info({ url, model: corrector?.id ?? noModel, catalog }, `Querymend listens on ${url}`)
  return {
    url,
    async drain() {
      isStopping = true
      logger.info(`stopping; answering for ${config.server.drainMs} ms more`)
      await new Promise((resolve) => setTimeout(resolve, config.server.drainMs))
    },
    async close() {
      isStopping = true
      await new Promise((resolve) => server.close(resolve))
      if (corrector) logger.info({ correctors: corrector.status() }, 'what the correctors did, and what they cost')
      await release()
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
  await served.drain()
  await served.close()
}

function cannotListen({ server: { host, port } }: Config, cause: Error): SpellerError {
  const isInUse = 'code' in cause && cause.code === 'EADDRINUSE'
  const what = isInUse
    ? `Port ${port} of ${host} is in use`
    : `Cannot listen on port ${port} of ${host} (${cause.message})`
  return new SpellerError('config_invalid', `${what}. Set PORT or HOST to another.`, { cause })
}

/**
 * Ends the process with a readable message instead of a stack, for errors that a person can mend; with code 2 for wrong arguments, of which
 * the parser has told, and with 0 after help.
 */
export async function main(run: () => Promise<void>): Promise<void> {
  try {
    await run()
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? 0 : 2
      return
    }
    if (!(error instanceof SpellerError)) throw error
    process.stderr.write(`${error.message}\n`)
    process.exitCode = error.code === 'config_invalid' ? 2 : 1
  }
}
