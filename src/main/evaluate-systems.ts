import type { Config } from '../config.ts'
import type { OpenedSystems } from '../evaluate/evaluate.ts'
import type { Exclusion } from '../evaluate/exclusion.ts'
import { doNothing, type System } from '../evaluate/system.ts'
import { SpellerError } from '../speller/errors.ts'
import { compileOverrides } from '../speller/overrides.ts'
import type { Corrector, Speller } from '../speller/ports.ts'
import { createSpeller, noModel, type SpellerDeps } from '../speller/speller.ts'
import type { SystemName } from './evaluate-arguments.ts'
import { openFeedInMemory } from './feed-in-memory.ts'
import { loadKnowledge } from './knowledge-files.ts'
import { newId, openCorrector, spellerSettings } from './wire-node.ts'

export interface SystemsRequest {
  /** With the `k` and the thresholds to run with. */
  readonly config: Config
  /** Feed whose products are the catalog, less those with an excluded title or brand. */
  readonly catalog: string
  readonly isExcluded?: Exclusion
  readonly systems: readonly SystemName[]
}

/** A late answer is measured as late, not as the noisy channel's: load on the machine must not change what is decided. */
const correctTimeoutMs = 60_000

/** Opens the wanted systems as they are served, but without override rules, since they belong to one shop, and without a log. */
export async function openSystems({ config, catalog, isExcluded, systems }: SystemsRequest): Promise<OpenedSystems> {
  const settings = { ...spellerSettings(config), correctTimeoutMs }
  const overrides = compileOverrides([])
  const deps: SpellerDeps = {
    index: await openFeedInMemory(catalog, isExcluded),
    log: { append: () => undefined },
    knowledge: loadKnowledge(config.correct.modelDir),
    overrides: () => overrides,
    settings,
    newId,
    now: () => new Date(),
  }
  const corrector = systems.some(needsModel) ? await openModel(config) : undefined
  const speller = (name: SystemName) => createSpeller(corrector && needsModel(name) ? { ...deps, corrector } : deps)
  const { model, channel } = settings.thresholds
  return {
    systems: systems.map((name) =>
      name === 'nothing' ? doNothing : systemOf(name, speller(name), name === 'no-context' ? 0 : settings.k),
    ),
    settings: {
      model: corrector?.id ?? noModel,
      'thresholds with model': `suggest ${model.suggestAt}, rewrite ${model.rewriteAt} and typed at most ${model.typedAtMost}, exact name ${model.exactNameAt}`,
      'thresholds of the channel': `suggest ${channel.suggestAt}, rewrite ${channel.rewriteAt} and typed at most ${channel.typedAtMost}, exact name ${channel.exactNameAt}`,
    },
    async close() {
      await corrector?.close()
      await deps.index.close()
    },
  }
}

function needsModel(name: SystemName): boolean {
  return name === 'no-context' || name === 'context'
}

async function openModel(config: Config): Promise<Corrector> {
  const corrector = await openCorrector(config)
  if (corrector) return corrector
  throw new SpellerError(
    'config_invalid',
    'QUERYMEND_CORRECTOR is none, so only the systems nothing and channel can be measured: --systems nothing,channel',
  )
}

function systemOf(label: string, speller: Speller, k: number): System {
  return {
    label,
    async answer(query) {
      const { applied, corrected, verdict, confidence, reason, degraded, latencyMs } = await speller.correct(query, {
        k,
      })
      return {
        applied,
        corrected,
        verdict,
        confidence,
        milliseconds: latencyMs.total,
        isHeld: verdict !== 'rewrite' && reason !== 'low_confidence',
        isDegraded: degraded.length > 0,
      }
    },
  }
}
