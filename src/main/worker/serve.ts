import type { ExecutionContext } from '@cloudflare/workers-types'
import { waitUntil } from 'cloudflare:workers'
import { loadConfig } from '../../config.ts'
import { createApp } from '../../http/app.ts'
import { createSilentMetrics } from '../../http/metrics.ts'
import { catalogCheck } from '../../http/catalog-check.ts'
import { correctorChecks } from '../../http/corrector-checks.ts'
import { logCheck } from '../../http/log-check.ts'
import { SpellerError } from '../../speller/errors.ts'
import { createRememberingSpeller } from '../../speller/remember.ts'
import { createSpeller, noModel } from '../../speller/speller.ts'
import { parseHead } from '../parse-head.ts'
import { parseOverrides } from '../parse-overrides.ts'
import { settingsWith } from '../speller-settings.ts'
import { type Bindings, environmentOf } from './bindings.ts'
import { assetReader, bucketReader } from './files.ts'
import { followFile } from './followed-file.ts'
import { readLearned } from './knowledge.ts'
import { once } from './once.ts'
import { places } from './places.ts'
import { answerUnopened } from './unopened.ts'
import { openCache, openCorrector, openCatalog, openLog, type OpenModel, type Report, withOwnPrompt } from './wire.ts'

/** What an entry may bring of its own. */
export interface WorkerParts {
  readonly openModel?: OpenModel
  readonly openLog?: typeof openLog
}

/** Settings of whoever makes a Worker's files: where they lie there. */
const placed = ['QUERYMEND_DATA', 'QUERYMEND_OVERRIDES', 'QUERYMEND_MODEL']
const advice = 'set QUERYMEND_OVERRIDES where npm run worker:files runs, or worker:publish for a bucket'

/** Entry of a Worker: everything is opened with the first request and serves all later ones of the isolate. */
export function createWorker(parts: WorkerParts = {}) {
  let opened: (() => ReturnType<typeof open>) | undefined
  return {
    async fetch(request: Request, bindings: Bindings, context: ExecutionContext): Promise<Response> {
      opened ??= once(() => open(bindings, parts), waitUntil)
      let served: Awaited<ReturnType<typeof open>>
      try {
        served = await opened()
      } catch (error) {
        if (!(error instanceof SpellerError)) throw error
        report(error.message, error.cause)
        return answerUnopened(error, request, environmentOf(bindings)['API_TOKEN']?.trim() || undefined)
      }
      const response = await served.app.fetch(request)
      context.waitUntil(served.afterAnswer())
      return response
    },
  }
}

async function open(bindings: Bindings, parts: WorkerParts) {
  const env = environmentOf(bindings)
  const files = assetReader(bindings.ASSETS)
  const config = await withOwnPrompt(loadConfig(env), env, files)
  const unread = placed.filter((name) => env[name]?.trim())
  if (unread.length > 0)
    report(`a Worker does not read ${unread.join(', ')}: set it where npm run worker:files and worker:publish run`)
  const shopFiles = bindings.SHOP === undefined ? files : bucketReader(bindings.SHOP)
  const onError = (error: SpellerError) => report(error.message, error.cause)
  const followed = openCatalog(config, shopFiles, report)
  const { index } = followed
  const where = bindings.SHOP === undefined ? 'among the files of the Worker' : 'in its bucket'
  const rulesOf = (path: string, text: string | undefined) => {
    if (text === undefined) report(`${path} is not ${where}: no rules protect, map or never; ${advice}`)
    return parseOverrides(path, text)
  }
  const shopFile = <Content>(path: string, parse: (path: string, text: string | undefined) => Content) =>
    followFile({ path, read: shopFiles, parse: (text) => parse(path, text), onError })
  const deferred: (() => Promise<void>)[] = []
  const defer = (work: () => Promise<void>) => void deferred.push(work)
  const [learned, overrides, head, corrector] = await Promise.all([
    readLearned(config.decide, files),
    shopFile(places.overrides, rulesOf),
    shopFile(places.head, parseHead),
    openCorrector(config, { read: files, ai: bindings.AI, openModel: parts.openModel, defer, report }),
  ])
  const log = (parts.openLog ?? openLog)(config, report)
  const cache = openCache(config, bindings, report)
  const deps = {
    index,
    log,
    knowledge: learned.knowledge,
    overrides: () => overrides.current(),
    head: () => head.current(),
    settings: settingsWith(config, learned.thresholds),
    newId: () => crypto.randomUUID(),
    now: () => new Date(),
    onError,
    ...(corrector === undefined ? {} : { corrector }),
  }
  const version = `${bindings.CF_VERSION_METADATA?.id ?? ''} ${learned.version} ${config.retrieve.retriever}`
  const plain = { speller: createSpeller(deps), index }
  const serving = cache === undefined ? plain : createRememberingSpeller({ ...deps, cache, version, defer })
  const app = createApp({
    ...serving,
    log,
    ...(corrector ? { corrector, correctors: () => corrector.status() } : {}),
    metrics: createSilentMetrics(),
    onError: (error, requestId) => report(`request ${requestId} failed`, error),
    ready: async () => {
      const checks = {
        catalog: await catalogCheck(index, onError),
        model: { ok: true, detail: corrector?.id ?? noModel },
        ...(corrector ? correctorChecks(corrector.status()) : {}),
        log: logCheck(log),
      }
      return { ok: checks.catalog.ok, checks }
    },
    corsOrigins: config.server.corsOrigins,
    ...(config.server.apiToken === undefined ? {} : { apiToken: config.server.apiToken }),
  })
  return {
    app,
    /**
     * Writes the log, keeps answers, looks for newer rules, head queries and a newer catalog: for this request and for others that
     * have come as far. Never fails.
     */
    async afterAnswer() {
      const looks = [overrides, head, followed].map((each) => () => each.follow())
      const work = [() => log.flush(), ...deferred.splice(0), ...looks]
      await Promise.all(
        work
          .map(async (each) => each())
          .map((done) => done.catch((error: unknown) => report('after an answer', error))),
      )
    },
  }
}

/** A line for the log of the Worker. Of what caused it only the first cause, and of that the message: addresses hold passwords. */
const report: Report = (message, cause) => {
  let first = cause
  while (first instanceof Error && first.cause !== undefined) first = first.cause
  console.error(JSON.stringify({ message, ...(first instanceof Error ? { reason: first.message } : {}) }))
}
