import { SpellerError } from '../speller/errors.ts'
import type { CatalogIndex, CatalogInfo, CatalogStore } from '../speller/ports.ts'

export async function liveGeneration(store: CatalogStore): Promise<string> {
  return (await liveInfo(store)).id
}

/** A generation that is damaged, or of another version of the program, counts as an empty one: it is there to be replaced. */
export async function liveInfo(store: CatalogStore): Promise<CatalogInfo> {
  let index: CatalogIndex | undefined
  try {
    index = await store.open()
    return await index.info()
  } catch (error) {
    if (!(error instanceof SpellerError) || error.code !== 'catalog_invalid') throw error
    return { id: 'unreadable', names: 0, bigrams: 0, products: 0 }
  } finally {
    await index?.close()
  }
}
