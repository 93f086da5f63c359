import { SpellerError } from '../speller/errors.ts'
import type { CatalogIndex, CatalogInfo, CatalogStore } from '../speller/ports.ts'
import type { ProductRecords } from './product-record.ts'

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

/** Fails with `config_invalid` where the products of the live generation are not known. */
export async function requireRecord(records: ProductRecords, live: string | undefined, feed: string): Promise<string> {
  if (live !== undefined && (await records.has(live))) return live
  throw new SpellerError(
    'config_invalid',
    `${feed}: a delta feed changes the products of the live catalog, but there is no record of them here; ingest a whole feed first`,
  )
}
