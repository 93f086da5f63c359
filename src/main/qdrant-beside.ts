import type { CollectedNames } from '../ingest/names.ts'
import { SpellerError } from '../speller/errors.ts'
import type { CatalogIndex, GenerationStore } from '../speller/ports.ts'

/** Names that are sent in one call. */
const namesAtOnce = 1000

/**
 * Fills a generation for as long as `work` takes, which is given it as it would be served; it never goes live. `goOn` is asked before
 * each step, and may throw.
 */
export async function withQdrantCatalog<Result>(
  store: GenerationStore,
  { names, bigrams, products }: Pick<CollectedNames, 'names' | 'bigrams' | 'products'>,
  work: (index: CatalogIndex) => Promise<Result>,
  goOn: () => void = () => undefined,
): Promise<Result> {
  const builder = await store.build()
  try {
    await inBatches(names, goOn, (batch) => builder.addNames(batch))
    await inBatches(bigrams, goOn, (batch) => builder.addBigrams(batch))
    // compared before it would go live, so that nothing has to be rolled back
    let result: { readonly value: Result } | undefined
    await builder
      .commit({ products }, async (index) => {
        result = { value: await work(index) }
        throw new SpellerError('generation_refused', 'compared')
      })
      .catch((error: unknown) => {
        if (!result || !(error instanceof SpellerError) || error.code !== 'generation_refused') throw error
      })
    return result!.value
  } finally {
    await builder.abort()
  }
}

async function inBatches<T>(
  all: readonly T[],
  goOn: () => void,
  add: (batch: readonly T[]) => Promise<void>,
): Promise<void> {
  for (let at = 0; at < all.length; at += namesAtOnce) {
    goOn()
    await add(all.slice(at, at + namesAtOnce))
  }
}
