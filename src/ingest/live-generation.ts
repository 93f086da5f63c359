import { SpellerError } from '../speller/errors.ts'
import type { CatalogIndex, CatalogInfo, CatalogStore } from '../speller/ports.ts'

export async function liveGeneration(store: CatalogStore): Promise<string> {
  return (await liveInfo(store)).id
}

/**
 * A generation that is damaged, lost, or of another version of the program, counts as an empty one: it is there to be
 * replaced.
 */
export async function liveInfo(store: CatalogStore): Promise<CatalogInfo> {
  const found = await infoOrDamage(store)
  return found instanceof SpellerError ? { id: 'unreadable', names: 0, bigrams: 0, products: 0 } : found
}

/** Why the live generation cannot be read, and what to do; undefined where it can, and where none is live. */
export async function damageOfLive(store: CatalogStore): Promise<string | undefined> {
  const found = await infoOrDamage(store)
  return found instanceof SpellerError ? found.message : undefined
}

async function infoOrDamage(store: CatalogStore): Promise<CatalogInfo | SpellerError> {
  let index: CatalogIndex | undefined
  try {
    index = await store.open()
    return await index.info()
  } catch (error) {
    if (!(error instanceof SpellerError) || error.code !== 'catalog_invalid') throw error
    return error
  } finally {
    await index?.close()
  }
}
