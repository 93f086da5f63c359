import { modelAlone } from '../../eval/baselines/model-alone.ts'
import type { Config } from '../config.ts'
import type { OpenedSystems } from '../evaluate/evaluate.ts'
import type { Exclusion } from '../evaluate/exclusion.ts'
import { uniteIndices } from '../evaluate/united-index.ts'
import { doNothing, type SpellingCandidate, type System } from '../evaluate/system.ts'
import type { FeedSource } from '../ingest/read-feed.ts'
import { createBill } from '../speller/bill.ts'
import type { DecideOptions } from '../speller/decide.ts'
import { compileOverrides, type OverrideRule, type Overrides } from '../speller/overrides.ts'
import type { CatalogIndex, Corrector, Speller } from '../speller/ports.ts'
import { createSpeller, noModel, type SpellerDeps } from '../speller/speller.ts'
import type { Alternative } from '../speller/types.ts'
import { partsOf, retrievingSystems, withModel, type SystemName, type SystemParts } from './system-names.ts'
import { brandRulingsOf } from './brand-rulings.ts'
import { contentMark, knowledgeMark } from './content-mark.ts'
import { createCacheKeys } from './evaluate-cache-key.ts'
import { openResources, type Resources } from './evaluate-resources.ts'
import { createTraits } from './evaluate-traits.ts'
import { promptIdOf } from './speller-settings.ts'
import { readsPrompt } from './wire-correctors.ts'
import { newId, spellerSettings } from './wire-node.ts'

export interface SystemsRequest {
  /** With the `k` and the thresholds to run with. */
  readonly config: Config
  /** Feed whose products are the catalog, less those with an excluded title or brand, and its popular queries. */
  readonly catalog: FeedSource
  readonly isExcluded?: Exclusion
  /** The list that says so. */
  readonly exclusionList?: string
  /** The shop's own: they bear on ours, and what they say about brands on the names of the catalog. Absent: none. */
  readonly rules?: readonly OverrideRule[]
  readonly systems: readonly SystemName[]
  /** Each system once for each of these numbers of names, as `context, 4 names`; absent: once, with the `k` of the settings. */
  readonly ks?: readonly number[]
}

/** A late answer is measured as late, not as the noisy channel's: load on the machine must not change what is decided. */
const correctTimeoutMs = 60_000

/** Opens the wanted systems. Ours as they are served, but without a log, and with the override rules of the request alone. */
export async function openSystems(request: SystemsRequest): Promise<OpenedSystems> {
  const { config, systems, ks, rules = [] } = request
  const overrides = compileOverrides(rules)
  const resources = await openResources(config, request.catalog, request.isExcluded, brandRulingsOf(rules))
  try {
    const wanted: readonly Wanted[] = systems.flatMap((name): readonly Wanted[] => {
      const parts = partsOf(name)
      const own = configOf(config, parts)
      if (ks === undefined) return [{ label: name, parts, config: own }]
      return ks.map((k) => ({ label: sweptLabel(name, k), parts, config: configOf(own, { k }) }))
    })
    const { contentHash } = resources.collected
    const cacheKeyOf = createCacheKeys({ ...request, contentHash, modelDir: config.correct.modelDir })
    const opened: System[] = []
    for (const one of wanted) {
      // opened first: a file that is missing is told of by whoever reads it
      const system = await open(one, resources, overrides)
      const cacheKey = one.parts.alsoBy === undefined ? cacheKeyOf(one.parts.plain, one.config) : undefined
      opened.push({ ...system, ...traitsOfSystem(one), ...(cacheKey === undefined ? {} : { cacheKey }) })
    }
    const { model, channel } = spellerSettings(config).thresholds
    const served = wanted.find(({ parts }) => needsModel(parts) && parts.model === undefined)
    const remote = wanted.find(({ parts }) => isOfLlm(parts))
    return {
      systems: opened,
      settings: {
        model: served ? (await resources.corrector(served.config)).id : noModel,
        ...(remote ? { llm: (await resources.llm(remote.config)).id, ...remoteSettings(wanted) } : {}),
        'ranker and tables': knowledgeMark(config.correct.modelDir),
        'catalog content': contentHash.slice(0, 8),
        retriever: config.retrieve.retriever,
        spacing: config.decide.spacing,
        'thresholds with model': described(model),
        'thresholds of the channel': described(channel),
        ...(await ownModels(config, wanted, resources)),
      },
      traitsOf: createTraits(
        await resources.index(config),
        (await resources.knowledge(config)).background,
        resources.collected.products,
      ),
      close: () => resources.close(),
    }
  } catch (error) {
    await resources.close()
    throw error
  }
}

/** The prompts of the systems that ask the remote model. */
function remoteSettings(wanted: readonly Wanted[]) {
  const files = wanted.filter(({ parts }) => isOfLlm(parts)).map(({ config }) => config.correct.promptFile)
  return Object.fromEntries([...new Set(files)].map((file) => [`prompt ${promptIdOf(file)}`, contentMark([file])]))
}

/** Id and thresholds of each model that systems have of their own, by its folder. */
async function ownModels(config: Config, wanted: readonly Wanted[], resources: Resources) {
  const settings: Record<string, string> = {}
  for (const { parts, config: own } of wanted) {
    if (parts.model === undefined || !needsModel(parts)) continue
    const { model } = spellerSettings(configOf(config, { model: parts.model })).thresholds
    settings[`model ${parts.model}`] = (await resources.corrector(own)).id
    settings[`ranker and tables of ${parts.model}`] = knowledgeMark(parts.model)
    settings[`thresholds with ${parts.model}`] = described(model)
  }
  return settings
}

interface Wanted {
  readonly label: string
  readonly parts: SystemParts
  /** With what it has of its own. */
  readonly config: Config
}

async function open({ label, parts, config }: Wanted, resources: Resources, overrides: Overrides): Promise<System> {
  const settings = { ...spellerSettings(config), correctTimeoutMs }
  const deps = async (): Promise<SpellerDeps> => ({
    index: await indexOf(parts, config, resources),
    log: { append: () => undefined },
    knowledge: await resources.knowledge(config),
    overrides: () => overrides,
    settings,
    newId,
    now: () => new Date(),
  })
  const alone = async (asked: Corrector, k: number) => {
    const { index, knowledge } = await deps()
    return billed(asked, (corrector) => modelAlone(label, { corrector, index, knowledge, k }))
  }
  const inSpeller = async (asked: Corrector, k: number, index?: CatalogIndex) => {
    const given = { ...(await deps()), ...(index && { index }) }
    const { model, channel } = settings.thresholds
    const inForce = scoresDrafts(parts, config) ? model : channel
    return billed(asked, (corrector) => systemOf(label, createSpeller({ ...given, corrector }), k, inForce))
  }
  switch (parts.plain) {
    case 'nothing':
      return doNothing
    case 'symspell':
    case 'hunspell':
      return resources.baselines[parts.plain]()
    case 'model':
      return alone(await resources.corrector(config), 0)
    case 'model-names':
      return alone(await resources.corrector(config), settings.k)
    case 'llm':
      return alone(await resources.llm(config), 0)
    case 'llm-names':
      return alone(await resources.llm(config), settings.k)
    case 'channel':
      return systemOf(label, createSpeller(await deps()), settings.k, settings.thresholds.channel)
    case 'no-retrieval':
      return inSpeller(await resources.corrector(config), 0, resources.emptyIndex())
    case 'no-context':
      return inSpeller(await resources.corrector(config), 0)
    case 'context':
      return inSpeller(await resources.corrector(config), settings.k)
    case 'llm-no-context':
      return inSpeller(await resources.llm(config), 0)
    case 'llm-context':
      return inSpeller(await resources.llm(config), settings.k)
  }
}

async function indexOf({ alsoBy }: SystemParts, config: Config, resources: Resources): Promise<CatalogIndex> {
  const index = await resources.index(config)
  return alsoBy === undefined
    ? index
    : uniteIndices(index, await resources.index(configOf(config, { retriever: alsoBy })))
}

function traitsOfSystem({ parts, config: { retrieve, correct } }: Wanted): Pick<System, 'retriever' | 'isRemote'> {
  return {
    ...(retrievingSystems.includes(parts.plain) ? { retriever: retrieve.retriever } : {}),
    isRemote: isOfLlm(parts) || (needsModel(parts) && correct.correctors.some((name) => name !== 'onnx')),
  }
}

/** The settings, but for what the system has of its own. */
function configOf(config: Config, parts: Omit<SystemParts, 'plain'>): Config {
  const { retriever, k, model, prompt, suggestAt, rewriteAt } = parts
  const { retrieve, decide, correct } = config
  return {
    ...config,
    retrieve: { ...retrieve, retriever: retriever ?? retrieve.retriever, k: k ?? retrieve.k },
    decide: { ...decide, suggestAt: suggestAt ?? decide.suggestAt, rewriteAt: rewriteAt ?? decide.rewriteAt },
    correct: { ...correct, modelDir: model ?? correct.modelDir, promptFile: prompt ?? correct.promptFile },
  }
}

export function sweptLabel(name: SystemName, k: number): string {
  return `${name}, ${k} ${k === 1 ? 'name' : 'names'}`
}

function needsModel({ plain }: SystemParts): boolean {
  return withModel.includes(plain)
}

/** Text models say one text, which is an opinion on what the noisy channel finds: its thresholds hold then. */
function scoresDrafts(parts: SystemParts, { correct: { correctors } }: Config): boolean {
  return !isOfLlm(parts) && !correctors.every(readsPrompt)
}

function isOfLlm({ plain }: SystemParts): boolean {
  return plain.startsWith('llm')
}

/**
 * A system whose answers say what its corrector billed for them, also for those that came too late or were no query, and why it failed. One
 * of a corrector that stood in for the chain's first is degraded too: the next time the first may answer. It answers one query after another.
 */
function billed(corrector: Corrector, make: (counted: Corrector) => System): System {
  let sum: number | undefined
  let failure: string | undefined
  const system = make({
    ...corrector,
    async correct(request, signal) {
      const bill = createBill()
      try {
        const suggestions = await corrector.correct(request, signal, bill)
        const [first] = suggestions
        if (first?.isSecondChoice) failure = `${first.by ?? 'another'} answered, not the first of ${corrector.id}`
        return suggestions
      } catch (error) {
        failure = (error as Error).message
        throw error
      } finally {
        for (const { cost } of bill.answers()) sum = (sum ?? 0) + cost
      }
    },
  })
  return {
    ...system,
    async answer(query, locale) {
      sum = failure = undefined
      const answer = await system.answer(query, locale)
      return {
        ...answer,
        ...(sum === undefined ? {} : { billed: sum }),
        ...(failure === undefined ? {} : { failure, isDegraded: true }),
      }
    },
  }
}

function systemOf(
  label: string,
  speller: Speller,
  k: number,
  { suggestAt, rewriteAt, ...limits }: DecideOptions,
): System {
  return {
    label,
    thresholds: { suggestAt, rewriteAt, limits: { ...limits } },
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

function short(threshold: number): number {
  return Number(threshold.toFixed(4))
}

function described(options: DecideOptions): string {
  const { suggestAt, rewriteAt, typedAtMost, rightWordAtMost, loneTermAtMost, exactNameAt } = options
  // as caution makes them, they have many digits
  const [typed, rightWord, loneTerm] = [typedAtMost, rightWordAtMost, loneTermAtMost].map(short)
  return `suggest ${short(suggestAt)}, rewrite ${short(rewriteAt)} and typed at most ${typed} (right words ${rightWord}, a lone term ${loneTerm}), exact name ${short(exactNameAt)}`
}
