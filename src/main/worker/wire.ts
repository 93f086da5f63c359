import { waitUntil } from 'cloudflare:workers'
import { type HttpCache, openCacheApi } from '../../adapters/answer-cache/cache-api.ts'
import { openKvCache } from '../../adapters/answer-cache/kv.ts'
import { openQdrantStore } from '../../adapters/catalog-index/qdrant.ts'
import type { FallbackCorrector } from '../../adapters/corrector/fallback.ts'
import type { WorkersAiBinding } from '../../adapters/corrector/workers-ai.ts'
import { createNoLog } from '../../adapters/decision-log/none.ts'
import { createShortLivedPostgresLog } from '../../adapters/decision-log/postgres-short-lived.ts'
import type { Config } from '../../config.ts'
import { SpellerError } from '../../speller/errors.ts'
import type { AnswerCache, Corrector, DecisionLog } from '../../speller/ports.ts'
import { checkPrompt, type Prompt } from '../../speller/prompt.ts'
import { qdrantSettings } from '../qdrant-settings.ts'
import { promptIdOf } from '../speller-settings.ts'
import { openCorrectorChain, readsPrompt } from '../wire-correctors.ts'
import type { Bindings, Environment } from './bindings.ts'
import { type FollowedIndex, openCopiedCatalog } from './catalog.ts'
import type { ReadFile } from './files.ts'
import { openLazily } from './lazy-index.ts'
import { places, promptPlace } from './places.ts'

// The choice of adapters for a Worker.

/** Told of what an answer hides. */
export type Report = (message: string, cause?: unknown) => void

/** Puts off work until the answer to the present request is sent. */
export type Defer = (work: () => Promise<void>) => void

/** A model that runs in the Worker itself: only the entry that brings one names it. */
export type OpenModel = (read: ReadFile, defer: Defer) => Promise<Corrector>

/** Qdrant where there is one, else a copy of the embedded index among the shop's files. */
export function openCatalog(config: Config, read: ReadFile, report: Report): FollowedIndex {
  const { retriever } = config.retrieve
  if (retriever === 'late-interaction')
    throw new SpellerError(
      'config_invalid',
      'QUERYMEND_RETRIEVER: late-interaction is for Node. In a Worker choose hybrid, bm25 or fuzzy-bm25.',
    )
  const qdrant = qdrantSettings(config)
  if (!qdrant) {
    const onError = (error: unknown) => report('the former catalog stays in use', error)
    return openCopiedCatalog(places.catalog, read, retriever, onError, waitUntil)
  }
  const store = openQdrantStore(qdrant)
  return { index: openLazily(() => store.open(), waitUntil), follow: () => undefined }
}

/**
 * The chosen correctors as a chain; undefined where the noisy channel decides alone. One that cannot be opened is reported and left
 * out; fails with `config_invalid` for one that this Worker does not hold.
 */
export async function openCorrector(
  { correct }: Config,
  { read, ai, openModel, defer, report }: CorrectorParts,
): Promise<FallbackCorrector | undefined> {
  const prompt = correct.correctors.some(readsPrompt) ? await readPrompt(correct.promptFile, read) : undefined
  return openCorrectorChain(correct, {
    prompt: () => prompt!,
    ...(openModel ? { openOnnx: () => openModel(read, defer) } : {}),
    ...(ai ? { ai } : {}),
    onOpenError(error) {
      if (error.code === 'config_invalid') throw error
      report(`serving without a model: ${error.message}`, error.cause)
    },
    onFallback: (error) => report(error.message),
    onState: (name, state) => report(`the corrector ${name} is ${state}`),
  })
}

interface CorrectorParts {
  readonly read: ReadFile
  readonly ai: WorkersAiBinding | undefined
  readonly openModel: OpenModel | undefined
  readonly defer: Defer
  readonly report: Report
}

/** With the prompt that the Worker's files were made with, where a corrector needs one and QUERYMEND_PROMPT names none. */
export async function withOwnPrompt(config: Config, env: Environment, read: ReadFile): Promise<Config> {
  const { correct } = config
  if (!correct.correctors.some(readsPrompt) || env['QUERYMEND_PROMPT']?.trim()) return config
  const name = await read(places.prompt)
  if (name === undefined) return config
  return { ...config, correct: { ...correct, promptFile: new TextDecoder().decode(name) } }
}

async function readPrompt(file: string, read: ReadFile): Promise<Prompt> {
  const place = promptPlace(file)
  const bytes = await read(place)
  if (bytes) return checkPrompt({ id: promptIdOf(file), body: new TextDecoder().decode(bytes) })
  throw new SpellerError(
    'config_invalid',
    `QUERYMEND_PROMPT: ${place} is not among the files of the Worker. Run npm run worker:files with it; the Worker then needs no QUERYMEND_PROMPT of its own.`,
  )
}

export function openLog({ log }: Config, report: Report): DecisionLog {
  if (log.databaseUrl === undefined) return createNoLog()
  return createShortLivedPostgresLog({
    url: log.databaseUrl,
    // an isolate has 128 MB for everything
    maxBuffered: 1_000,
    onError: (error) => report(error.message, error.cause),
  })
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
