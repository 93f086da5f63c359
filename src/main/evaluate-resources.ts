import { openMemoryIndex } from '../adapters/catalog-index/embedded.ts'
import type { Config } from '../config.ts'
import type { Exclusion } from '../evaluate/exclusion.ts'
import type { BrandRuling } from '../ingest/brand-review.ts'
import type { FeedSource } from '../ingest/read-feed.ts'
import { SpellerError } from '../speller/errors.ts'
import type { Knowledge } from '../speller/knowledge.ts'
import type { CatalogIndex, Corrector } from '../speller/ports.ts'
import { type Baselines, openBaselines } from './evaluate-baselines.ts'
import { collectFeed, type CollectedFeed } from './feed-in-memory.ts'
import { loadKnowledge } from './knowledge-files.ts'
import { openMemoryIndexBy } from './memory-index.ts'
import { withModel } from './system-names.ts'
import { openCorrector } from './wire-node.ts'

/** What systems need, opened when it is first asked for; systems whose settings agree in what matters to it share it. */
export interface Resources {
  readonly collected: CollectedFeed
  readonly baselines: Baselines
  index(config: Config): Promise<CatalogIndex>
  /** Of a shop that sells nothing: no name is ever found. */
  emptyIndex(): CatalogIndex
  knowledge(config: Config): Promise<Knowledge>
  /** The corrector of the settings. */
  corrector(config: Config): Promise<Corrector>
  /** The remote model of the settings, whether or not they serve with it. */
  llm(config: Config): Promise<Corrector>
  close(): Promise<void>
}

/** Over a feed, less what is excluded, with what the shop says about its brands. Whatever was opened, `close` releases. */
export async function openResources(
  config: Config,
  catalog: FeedSource,
  isExcluded?: Exclusion,
  brandRulings?: readonly BrandRuling[],
): Promise<Resources> {
  const collected = await collectFeed(catalog, isExcluded, brandRulings)
  const closing: (() => Promise<void>)[] = []
  const closedLater = <Opened extends { close(): Promise<void> }>(opened: Opened): Opened => {
    closing.push(() => opened.close())
    return opened
  }
  const knowledge = once(
    async ({ correct }) => loadKnowledge(correct.modelDir),
    ({ correct }) => correct.modelDir,
  )
  const baselines = openBaselines(collected, await knowledge(config))
  return {
    collected,
    baselines,
    knowledge,
    emptyIndex: () => openMemoryIndex([], [], 0),
    index: once(
      async ({ retrieve, correct }) =>
        closedLater(await openMemoryIndexBy(retrieve.retriever, collected, correct.modelDir)),
      ({ retrieve: { retriever }, correct }) =>
        retriever === 'late-interaction' ? `${retriever} ${correct.modelDir}` : retriever,
    ),
    corrector: once(
      async (own) => closedLater(await openModel(own)),
      ({ correct }) => correct.modelDir,
    ),
    llm: once(
      async (own) => closedLater(await openLlm(own)),
      ({ correct }) => correct.promptFile,
    ),
    async close() {
      baselines.close()
      await Promise.all(closing.splice(0).map((one) => one()))
    },
  }
}

function once<Opened>(
  open: (config: Config) => Promise<Opened>,
  keyOf: (config: Config) => string,
): (config: Config) => Promise<Opened> {
  const known = new Map<string, Promise<Opened>>()
  return (config) => {
    const key = keyOf(config)
    const opened = known.get(key) ?? open(config)
    known.set(key, opened)
    return opened
  }
}

async function openModel(config: Config): Promise<Corrector> {
  const corrector = await openCorrector(config, { isPatient: true })
  if (corrector) return corrector
  throw new SpellerError(
    'config_invalid',
    `QUERYMEND_CORRECTOR is none, so the systems ${withModel.join(', ')} cannot be measured: --systems nothing,channel`,
  )
}

async function openLlm(config: Config): Promise<Corrector> {
  const { llmBaseUrl, llmModel } = config.correct
  if (llmBaseUrl === undefined || llmModel === undefined) {
    const message = 'LLM_BASE_URL and LLM_MODEL are needed for the systems that begin with llm; set both'
    throw new SpellerError('config_invalid', message)
  }
  const corrector = await openCorrector(
    { ...config, correct: { ...config.correct, correctors: ['llm'] } },
    { isPatient: true },
  )
  return corrector!
}
