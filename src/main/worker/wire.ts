import { waitUntil } from 'cloudflare:workers'
import { type HttpCache, openCacheApi } from '../../adapters/answer-cache/cache-api.ts'
import { openKvCache } from '../../adapters/answer-cache/kv.ts'
import { openQdrantStore } from '../../adapters/catalog-index/qdrant.ts'
import { createNoLog } from '../../adapters/decision-log/none.ts'
import { createShortLivedPostgresLog } from '../../adapters/decision-log/postgres-short-lived.ts'
import type { Config } from '../../config.ts'
import { SpellerError } from '../../speller/errors.ts'
import type { AnswerCache, Corrector, DecisionLog } from '../../speller/ports.ts'
import type { Bindings } from './bindings.ts'
import { type FollowedIndex, openCopiedCatalog } from './catalog.ts'
import { pathOf, type ReadFile } from './files.ts'
import { openLazily } from './lazy-index.ts'

// The choice of adapters for a Worker.

/** Told of what an answer hides. */
export type Report = (message: string, cause?: unknown) => void

/** A model that runs in the Worker itself: only the entry that brings one names it. */
export type OpenModel = (modelDir: string, read: ReadFile) => Promise<Corrector>

/** Qdrant where there is one, else a copy of the embedded index among the shop's files. */
export function openCatalog({ retrieve, catalog }: Config, read: ReadFile, report: Report): FollowedIndex {
  if (retrieve.qdrantUrl === undefined) {
    const onError = (error: unknown) => report('the former catalog stays in use', error)
    return openCopiedCatalog(pathOf(catalog.dataDir, 'catalog'), read, onError, waitUntil)
  }
  const store = openQdrantStore({
    url: retrieve.qdrantUrl,
    collection: retrieve.qdrantCollection,
    timeoutMs: 2_000,
    ...(retrieve.qdrantApiKey === undefined ? {} : { apiKey: retrieve.qdrantApiKey }),
  })
  return { index: openLazily(() => store.open(), waitUntil), follow: () => undefined }
}

/** The chosen corrector; undefined where the noisy channel decides alone. */
export async function openCorrector(
  { correct }: Config,
  read: ReadFile,
  openModel: OpenModel | undefined,
): Promise<Corrector | undefined> {
  if (correct.corrector === 'none') return undefined
  if (correct.corrector === 'onnx' && openModel) return openModel(correct.modelDir, read)
  throw new SpellerError(
    'config_invalid',
    `QUERYMEND_CORRECTOR is ${correct.corrector}, which this Worker does not hold; set it to none`,
  )
}

export function openLog({ log }: Config, report: Report): DecisionLog {
  if (log.databaseUrl === undefined) return createNoLog()
  return createShortLivedPostgresLog({ url: log.databaseUrl, onError: (error) => report(error.message, error.cause) })
}

/** Undefined where answers are not to be kept. */
export function openCache({ cache }: Config, { ANSWERS }: Bindings, report: Report): AnswerCache | undefined {
  const { seconds } = cache
  if (seconds === 0) return undefined
  const onError = (error: unknown) => report('the answer cache failed', error)
  if (ANSWERS) return openKvCache({ namespace: ANSWERS, seconds, onError })
  const { caches } = globalThis as unknown as { readonly caches: { readonly default: HttpCache } }
  return openCacheApi({ cache: caches.default, seconds, onError })
}
