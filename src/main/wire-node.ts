import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { openEmbeddedStore } from '../adapters/catalog-index/embedded.ts'
import { openQdrantStore } from '../adapters/catalog-index/qdrant.ts'
import type { Config } from '../config.ts'
import { checkPrompt, type Prompt } from '../speller/prompt.ts'
import { SpellerError } from '../speller/errors.ts'
import type { Corrector, DecisionLog, GenerationStore } from '../speller/ports.ts'
import type { SpellerSettings } from '../speller/speller.ts'
import { loadThresholds } from './knowledge-files.ts'

// The choice of adapters for Node. Heavy ones are imported when they are chosen, not before.

export async function openCatalogStore({ catalog, retrieve }: Config): Promise<GenerationStore> {
  if (retrieve.qdrantUrl === undefined)
    return openEmbeddedStore(join(catalog.dataDir, 'catalog'), { keep: catalog.keep, retriever: retrieve.retriever })
  if (retrieve.retriever !== 'hybrid')
    throw new SpellerError(
      'config_invalid',
      `QUERYMEND_RETRIEVER is ${retrieve.retriever}, which only the embedded index serves; with QDRANT_URL it must be hybrid`,
    )
  return openQdrantStore({
    url: retrieve.qdrantUrl,
    collection: retrieve.qdrantCollection,
    timeoutMs: 2_000,
    keep: catalog.keep,
    ...(retrieve.qdrantApiKey === undefined ? {} : { apiKey: retrieve.qdrantApiKey }),
  })
}

/** The chosen corrector; undefined where the noisy channel decides alone. */
export async function openCorrector({ correct }: Config): Promise<Corrector | undefined> {
  if (correct.corrector === 'none') return undefined
  if (correct.corrector === 'llm') {
    const { openOpenAiCompatibleCorrector } = await import('../adapters/corrector/openai-compatible.ts')
    return openOpenAiCompatibleCorrector({
      baseUrl: correct.llmBaseUrl!,
      model: correct.llmModel!,
      endpoint: correct.llmKind,
      prompt: readPrompt(correct.promptFile),
      timeoutMs: correct.llmTimeoutMs,
      maxTokens: 64,
      ...(correct.llmApiKey === undefined ? {} : { apiKey: correct.llmApiKey }),
    })
  }
  const { openOnnxCorrector } = await import('../adapters/corrector/onnx.ts')
  return openOnnxCorrector({ modelDir: correct.modelDir, workers: correct.workers })
}

export async function openDecisionLog({ catalog, log }: Config, onError: (error: Error) => void): Promise<DecisionLog> {
  if (log.databaseUrl === undefined) {
    const { openPgliteLog } = await import('../adapters/decision-log/pglite.ts')
    return openPgliteLog({ dataDir: join(catalog.dataDir, 'decisions') }, { onError })
  }
  const { migratePostgres, openPostgresLog } = await import('../adapters/decision-log/postgres.ts')
  await migratePostgres({ url: log.databaseUrl })
  return openPostgresLog({ url: log.databaseUrl, onError })
}

/** Template files are named by their version: `correct.v1.txt` is the prompt `correct.v1`. */
export function readPrompt(file: string): Prompt {
  try {
    return checkPrompt({ id: promptIdOf(file), body: readFileSync(file, 'utf8') })
  } catch (cause) {
    if (cause instanceof SpellerError) throw cause
    throw new SpellerError('config_invalid', `QUERYMEND_PROMPT: ${file} cannot be read`, { cause })
  }
}

function promptIdOf(file: string): string {
  return basename(file).replace(/\.txt$/, '')
}

export function spellerSettings({ correct, retrieve, decide }: Config): SpellerSettings {
  return {
    thresholds: loadThresholds(correct.modelDir, decide),
    k: retrieve.k,
    minQueryLength: 3,
    maxQueryLength: 160,
    maxQueryTerms: 16,
    correctTimeoutMs: correct.timeoutMs,
    promptId: correct.corrector === 'llm' ? promptIdOf(correct.promptFile) : '',
  }
}

export const newId = (): string => randomUUID()
