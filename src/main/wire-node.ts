import { randomUUID } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { openEmbeddedStore } from '../adapters/catalog-index/embedded.ts'
import { openQdrantStore } from '../adapters/catalog-index/qdrant.ts'
import type { FallbackCorrector } from '../adapters/corrector/fallback.ts'
import type { Config } from '../config.ts'
import { dayOf } from '../adapters/corrector/meter.ts'
import { makeDataDir } from '../ingest/data-dir.ts'
import { checkPrompt, type Prompt } from '../speller/prompt.ts'
import { SpellerError } from '../speller/errors.ts'
import type { DecisionLog, GenerationStore } from '../speller/ports.ts'
import type { SpellerSettings } from '../speller/speller.ts'
import { loadThresholds } from './knowledge-files.ts'
import { openNames } from './open-names.ts'
import { qdrantSettings } from './qdrant-settings.ts'
import { promptIdOf, settingsWith } from './speller-settings.ts'
import { openSpendingFile } from './spending-file.ts'
import { type ChainOptions, type CorrectorRuntime, openCorrectorChain } from './wire-correctors.ts'

// The choice of adapters for Node. Heavy ones are imported when they are chosen, not before.

export interface ToldOfCatalog {
  /** Told of a generation that an index which is open cannot follow. */
  readonly onError?: (error: SpellerError) => void
  /** Told that a build waits for Qdrant, and that it goes on. */
  readonly onWait?: (message: string) => void
}

export async function openCatalogStore(
  config: Config,
  { onError, onWait }: ToldOfCatalog = {},
): Promise<GenerationStore> {
  const { catalog, retrieve } = config
  const { retriever } = retrieve
  const late = retriever === 'late-interaction' ? { encoder: await openNames(config.correct.modelDir) } : {}
  const qdrant = qdrantSettings(config)
  if (qdrant) return openQdrantStore({ ...qdrant, ...late, ...(onWait && { onWait }) })
  const folder = join(catalog.dataDir, 'catalog')
  makeDataDir(catalog.dataDir, !existsSync(folder))
  return openEmbeddedStore(folder, {
    keep: catalog.keep,
    retriever,
    ...late,
    ...(onError && { onError }),
  })
}

/** The chain of correctors, with what only Node brings; undefined where the noisy channel decides alone. */
export async function openCorrector(
  { correct, catalog }: Config,
  { isPatient = false, ...told }: ChainOptions & ToldOfCorrectors = {},
): Promise<FallbackCorrector | undefined> {
  const onError = told.onSpendingError ?? (() => undefined)
  return openCorrectorChain(
    correct,
    {
      ...told,
      prompt: () => readPrompt(correct.promptFile),
      async openOnnx() {
        const { openOnnxCorrector } = await import('../adapters/corrector/onnx.ts')
        return openOnnxCorrector({ modelDir: correct.modelDir, workers: correct.workers })
      },
      sharedSpending: (name) => openSpendingFile(catalog.dataDir, name, dayOf(Date.now()), onError),
    },
    { isPatient },
  )
}

export interface ToldOfCorrectors extends Pick<CorrectorRuntime, 'onOpenError' | 'onFallback' | 'onState'> {
  /** Told when the cost of a day cannot be written down. */
  readonly onSpendingError?: (error: SpellerError) => void
}

export interface ToldOfLog {
  /** Told of every failed write. */
  readonly onError: (error: Error) => void
  /** Told why a database could not be reached at the start. */
  readonly onAway: (error: SpellerError) => void
  /** Told when it is reached after all. */
  readonly onBack: () => void
}

export async function openDecisionLog(
  { catalog, log }: Config,
  { onError, onAway, onBack }: ToldOfLog,
): Promise<DecisionLog> {
  if (log.databaseUrl === undefined) {
    const { openPgliteLog } = await import('../adapters/decision-log/pglite.ts')
    return openPgliteLog({ dataDir: join(catalog.dataDir, 'decisions') }, { onError })
  }
  const { openPostgresLogWhenReachable } = await import('../adapters/decision-log/postgres-when-reachable.ts')
  return openPostgresLogWhenReachable({ url: log.databaseUrl, onError, onClosed: onAway, onOpen: onBack })
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

export function spellerSettings(config: Config): SpellerSettings {
  return settingsWith(config, loadThresholds(config.correct.modelDir, config.decide))
}

export const newId = (): string => randomUUID()
