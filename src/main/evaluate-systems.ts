import { modelAlone } from '../../eval/baselines/model-alone.ts'
import type { Config } from '../config.ts'
import type { OpenedSystems } from '../evaluate/evaluate.ts'
import type { Exclusion } from '../evaluate/exclusion.ts'
import { doNothing, type SpellingCandidate, type System, type Thresholds } from '../evaluate/system.ts'
import { createBill } from '../speller/bill.ts'
import { SpellerError } from '../speller/errors.ts'
import type { DecideOptions } from '../speller/decide.ts'
import { compileOverrides } from '../speller/overrides.ts'
import type { CatalogIndex, Corrector, Speller } from '../speller/ports.ts'
import type { RetrieverName } from '../speller/retrievers.ts'
import { createSpeller, noModel, type SpellerDeps } from '../speller/speller.ts'
import type { Alternative } from '../speller/types.ts'
import { partsOf, retrievingSystems, type PlainSystemName, type SystemName } from './evaluate-arguments.ts'
import { createCacheKeys } from './evaluate-cache-key.ts'
import { openBaselines } from './evaluate-baselines.ts'
import { createTraits } from './evaluate-traits.ts'
import { collectFeed } from './feed-in-memory.ts'
import { loadKnowledge } from './knowledge-files.ts'
import { openMemoryIndexBy } from './memory-index.ts'
import { newId, openCorrector, spellerSettings } from './wire-node.ts'

export interface SystemsRequest {
  /** With the `k` and the thresholds to run with. */
  readonly config: Config
  /** Feed whose products are the catalog, less those with an excluded title or brand. */
  readonly catalog: string
  readonly isExcluded?: Exclusion
  /** The list that says so. */
  readonly exclusionList?: string
  readonly systems: readonly SystemName[]
  /** Each system once for each of these numbers of names, as `context, 4 names`; absent: once, with the `k` of the settings. */
  readonly ks?: readonly number[]
}

/** A late answer is measured as late, not as the noisy channel's: load on the machine must not change what is decided. */
const correctTimeoutMs = 60_000

/** Opens the wanted systems. Ours as they are served, but without override rules, since they belong to one shop, and without a log. */
export async function openSystems(request: SystemsRequest): Promise<OpenedSystems> {
  const { config, catalog, isExcluded, systems } = request
  const settings = { ...spellerSettings(config), correctTimeoutMs }
  const overrides = compileOverrides([])
  const collected = await collectFeed(catalog, isExcluded)
  const indexes = new Map<RetrieverName, CatalogIndex>()
  const asked = systems.flatMap((name) => partsOf(name).retriever ?? [])
  for (const retriever of new Set([config.retrieve.retriever, ...asked]))
    indexes.set(retriever, await openMemoryIndexBy(retriever, collected, config.correct.modelDir))
  const indexOf = (retriever = config.retrieve.retriever) => indexes.get(retriever)!
  const index = indexOf()
  const knowledge = loadKnowledge(config.correct.modelDir)
  const depsWith = (retriever: RetrieverName | undefined): SpellerDeps => ({
    index: indexOf(retriever),
    log: { append: () => undefined },
    knowledge,
    overrides: () => overrides,
    settings,
    newId,
    now: () => new Date(),
  })
  const corrector = systems.some(needsModel) ? await openModel(config) : undefined
  const llm = systems.some(isOfLlm) ? await openLlm(config) : undefined
  const baselines = openBaselines(collected, knowledge)
  const { model, channel } = settings.thresholds
  const open = async (name: SystemName, label: string, k: number): Promise<System> => {
    const { plain, retriever } = partsOf(name)
    const deps = depsWith(retriever)
    const alone = (asked: Corrector, names: number) =>
      billed(asked, (counted) => modelAlone(label, { corrector: counted, index: deps.index, knowledge, k: names }))
    const inSpeller = (asked: Corrector, names: number) =>
      billed(asked, (counted) => systemOf(label, createSpeller({ ...deps, corrector: counted }), names, model))
    switch (plain) {
      case 'nothing':
        return doNothing
      case 'symspell':
      case 'hunspell':
        return baselines[plain]()
      case 'model':
        return alone(corrector!, 0)
      case 'model-names':
        return alone(corrector!, k)
      case 'llm':
        return alone(llm!, 0)
      case 'llm-names':
        return alone(llm!, k)
      case 'channel':
        return systemOf(label, createSpeller(deps), settings.k, channel)
      case 'no-context':
        return inSpeller(corrector!, 0)
      case 'context':
        return inSpeller(corrector!, k)
      case 'llm-no-context':
        return inSpeller(llm!, 0)
      case 'llm-context':
        return inSpeller(llm!, k)
    }
  }
  const retrieverOf = (name: SystemName): Pick<System, 'retriever'> => {
    const { plain, retriever = config.retrieve.retriever } = partsOf(name)
    return retrievingSystems.some((one) => one === plain) ? { retriever } : {}
  }
  const cacheKeyOf = createCacheKeys(request)
  const isRemote = config.correct.correctors.some((name) => name !== 'onnx')
  const openKeyed = async (name: SystemName, label: string, k: number): Promise<System> => ({
    ...(await open(name, label, k)),
    ...retrieverOf(name),
    cacheKey: cacheKeyOf(label),
    isRemote: isOfLlm(name) || (isRemote && needsModel(name)),
  })
  const wanted = systems.flatMap((name) =>
    request.ks
      ? request.ks.map((k) => ({ name, label: sweptLabel(name, k), k }))
      : [{ name, label: name, k: settings.k }],
  )
  return {
    systems: await Promise.all(wanted.map(({ name, label, k }) => openKeyed(name, label, k))),
    settings: {
      model: corrector?.id ?? noModel,
      ...(llm ? { llm: llm.id } : {}),
      retriever: config.retrieve.retriever,
      'thresholds with model': described(model),
      'thresholds of the channel': described(channel),
    },
    traitsOf: createTraits(index, knowledge.background, collected.products),
    async close() {
      baselines.close()
      await corrector?.close()
      await llm?.close()
      for (const each of indexes.values()) await each.close()
    },
  }
}

export function sweptLabel(name: SystemName, k: number): string {
  return `${name}, ${k} ${k === 1 ? 'name' : 'names'}`
}

const withModel: readonly PlainSystemName[] = ['model', 'model-names', 'no-context', 'context']

function needsModel(name: SystemName): boolean {
  return withModel.includes(partsOf(name).plain)
}

function isOfLlm(name: SystemName): boolean {
  return name.startsWith('llm')
}

async function openModel(config: Config): Promise<Corrector> {
  const corrector = await openCorrector(config, { isPatient: true })
  if (corrector) return corrector
  throw new SpellerError(
    'config_invalid',
    `QUERYMEND_CORRECTOR is none, so the systems ${withModel.join(', ')} cannot be measured: --systems nothing,channel`,
  )
}

/** The remote model of the settings, whether or not they serve with it. */
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

/** A system whose answers say what its corrector billed for them, also for those that came too late or were no query. It answers one query after another. */
function billed(corrector: Corrector, make: (counted: Corrector) => System): System {
  let sum: number | undefined
  const system = make({
    ...corrector,
    async correct(request, signal) {
      const bill = createBill()
      try {
        return await corrector.correct(request, signal, bill)
      } finally {
        for (const { cost } of bill.answers()) sum = (sum ?? 0) + cost
      }
    },
  })
  return {
    ...system,
    async answer(query, locale) {
      sum = undefined
      const answer = await system.answer(query, locale)
      return sum === undefined ? answer : { ...answer, billed: sum }
    },
  }
}

function systemOf(label: string, speller: Speller, k: number, { suggestAt, rewriteAt }: Thresholds): System {
  return {
    label,
    thresholds: { suggestAt, rewriteAt },
    async answer(query, locale) {
      const options = { k, ...(locale === undefined ? {} : { locale }) }
      const { applied, corrected, verdict, confidence, reason, evidence, alternatives, degraded, latencyMs } =
        await speller.correct(query, options)
      return {
        applied,
        corrected,
        verdict,
        confidence,
        milliseconds: latencyMs.total,
        isHeld: verdict !== 'rewrite' && reason !== 'low_confidence',
        isDegraded: degraded.length > 0,
        candidates: [{ text: corrected, probability: confidence }, ...alternatives.map(asCandidate)],
        reason,
        evidence,
      }
    },
  }
}

function asCandidate({ text, confidence }: Alternative): SpellingCandidate {
  return { text, probability: confidence }
}

function described(options: DecideOptions): string {
  const { suggestAt, rewriteAt, typedAtMost, rightWordAtMost, exactNameAt } = options
  return `suggest ${suggestAt}, rewrite ${rewriteAt} and typed at most ${typedAtMost} (right words ${rightWordAtMost}), exact name ${exactNameAt}`
}
