import type { Config } from '../config.ts'
import type { OpenedSystems } from '../evaluate/evaluate.ts'
import type { System } from '../evaluate/system.ts'
import type { GateSystem } from '../analyse/gate.ts'
import type { Knowledge } from '../speller/knowledge.ts'
import { compileOverrides } from '../speller/overrides.ts'
import type { CatalogIndex, Corrector } from '../speller/ports.ts'
import { createSpeller, type SpellerDeps } from '../speller/speller.ts'
import { loadKnowledge } from './knowledge-files.ts'
import { newId, openCorrector, spellerSettings } from './wire-node.ts'

/** Load on the machine must not change what is decided. */
const correctTimeoutMs = 60_000

/**
 * The two models as they would be served over the index, and the candidate's noisy channel alone; without override rules, which
 * belong to the shop, and without a log. Whatever correctors the settings have, the models of the two folders are asked: another one would
 * answer for both. Closing them closes the index.
 */
export async function openGateSystems(
  config: Config,
  index: CatalogIndex,
  { current, candidate }: { readonly current: string; readonly candidate: string },
): Promise<OpenedSystems> {
  const overrides = compileOverrides([])
  const closing: (() => Promise<void>)[] = [() => index.close()]
  const close = async () => void (await Promise.all(closing.map((one) => one())))
  // the same folder is asked for twice or, where a model is compared with itself, three times
  const loaded = new Map<string, Knowledge>()
  const knowledgeOf = (modelDir: string) => {
    const knowledge = loaded.get(modelDir) ?? loadKnowledge(modelDir)
    loaded.set(modelDir, knowledge)
    return knowledge
  }
  const settingsOf = (modelDir: string): Config => ({
    ...config,
    correct: { ...config.correct, modelDir, correctors: ['onnx'] },
  })
  const correctors = new Map<string, Corrector>()
  const correctorOf = async (modelDir: string) => {
    const known = correctors.get(modelDir)
    if (known) return known
    const corrector = (await openCorrector(settingsOf(modelDir), { isPatient: true }))!
    closing.push(() => corrector.close())
    correctors.set(modelDir, corrector)
    return corrector
  }
  const open = async (label: GateSystem, modelDir: string, withModel: boolean): Promise<System> => {
    const own = settingsOf(modelDir)
    const deps: SpellerDeps = {
      index,
      log: { append: () => undefined },
      knowledge: knowledgeOf(modelDir),
      overrides: () => overrides,
      settings: { ...spellerSettings(own), correctTimeoutMs },
      newId,
      now: () => new Date(),
    }
    const speller = createSpeller({ ...deps, ...(withModel ? { corrector: await correctorOf(modelDir) } : {}) })
    return {
      label,
      async answer(query, locale, request) {
        const answered = await speller.correct(query, { ...request, ...(locale === undefined ? {} : { locale }) })
        const { applied, corrected, verdict, confidence, degraded, latencyMs } = answered
        const isDegraded = degraded.length > 0
        return { applied, corrected, verdict, confidence, milliseconds: latencyMs.total, isDegraded }
      },
    }
  }
  try {
    // a folder that holds none costs no start of a model
    for (const modelDir of [current, candidate]) knowledgeOf(modelDir)
    const systems = [
      await open('current', current, true),
      await open('candidate', candidate, true),
      await open('candidate-channel', candidate, false),
    ]
    return { systems, settings: { current, candidate }, close }
  } catch (error) {
    await close()
    throw error
  }
}
