import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import type { Config } from '../config.ts'
import type { CatalogIndex, Speller } from '../speller/ports.ts'
import { createSpeller, noModel, type SpellerDeps } from '../speller/speller.ts'
import { loadKnowledge } from './knowledge-files.ts'
import { watchOverrides } from './overrides-file.ts'
import { newId, openCorrector, spellerSettings } from './wire-node.ts'

/** Offline nobody waits, and load on the machine must not change what is decided. */
const correctTimeoutMs = 600_000

export interface PrecomputeSystems {
  readonly slow: Speller
  readonly fast: Speller
  /** What else than query and catalog their answers hang on, as one line. */
  readonly described: string
  close(): Promise<void>
}

/** Both systems over the index, with the shop's rules, without a log, and without the table that they are asked for. */
export async function openPrecomputeSystems(
  slow: Config,
  fast: Config,
  index: CatalogIndex,
): Promise<PrecomputeSystems> {
  const overrides = watchOverrides(fast.catalog.overrides, () => undefined)
  const closing: (() => Promise<void>)[] = []
  const close = async () => void (await Promise.all(closing.map((one) => one())))
  const open = async (config: Config) => {
    const corrector = await openCorrector(config, { isPatient: true })
    if (corrector) closing.push(() => corrector.close())
    const settings = { ...spellerSettings(config), correctTimeoutMs }
    const deps: SpellerDeps = {
      index,
      log: { append: () => undefined },
      knowledge: loadKnowledge(config.correct.modelDir),
      overrides,
      settings,
      newId,
      now: () => new Date(),
      ...(corrector === undefined ? {} : { corrector }),
    }
    return { speller: createSpeller(deps), described: [corrector?.id ?? noModel, config.correct.modelDir, settings] }
  }
  try {
    const [offline, served] = [await open(slow), await open(fast)]
    const rules = existsSync(fast.catalog.overrides) ? readFileSync(fast.catalog.overrides) : ''
    const hash = createHash('sha256').update(rules).digest('hex')
    const described = JSON.stringify([offline.described, served.described, hash])
    return { slow: offline.speller, fast: served.speller, described, close }
  } catch (error) {
    await close()
    throw error
  }
}
