import { compileOverrides } from '../../speller/overrides.ts'
import type { CatalogIndex, CorrectionRequest, Corrector, Speller } from '../../speller/ports.ts'
import { createSpeller } from '../../speller/speller.ts'
import { openFeedInMemory } from '../feed-in-memory.ts'
import { loadKnowledge } from '../knowledge-files.ts'
import { newId, spellerSettings } from '../wire-node.ts'
import type { Bench } from './settings.ts'

export interface Shop {
  readonly index: CatalogIndex
  /** A speller over the shop's catalog, without override rules and without a log. */
  spellerWith(corrector?: Corrector): Speller
}

/** A late answer is measured as late, not as the noisy channel's. */
const correctTimeoutMs = 60_000

/** The feed in memory, and what was learned. */
export async function openShop({ config, source }: Bench): Promise<Shop> {
  const overrides = compileOverrides([])
  const deps = {
    index: await openFeedInMemory(source),
    log: { append: () => undefined },
    knowledge: loadKnowledge(config.correct.modelDir),
    overrides: () => overrides,
    settings: { ...spellerSettings(config), correctTimeoutMs },
    newId,
    now: () => new Date(),
  }
  return {
    index: deps.index,
    spellerWith: (corrector) => createSpeller(corrector ? { ...deps, corrector } : deps),
  }
}

export async function shopSizes({ index }: Shop): Promise<Record<string, number>> {
  const { products, names, bigrams } = await index.info()
  return { products, names, bigrams }
}

/** What a corrector would be asked for these queries; the noisy channel settles the others alone. */
export async function requestsOf(shop: Shop, queries: readonly string[]): Promise<readonly CorrectionRequest[]> {
  const requests: CorrectionRequest[] = []
  const recorder: Corrector = {
    id: 'recorder',
    async correct(request) {
      requests.push(request)
      return []
    },
    close: async () => undefined,
  }
  const speller = shop.spellerWith(recorder)
  for (const query of queries) await speller.correct(query)
  return requests
}
