import { SpellerError } from '../speller/errors.ts'
import type { CatalogStore } from '../speller/ports.ts'
import type { ProductRecords } from './product-record.ts'

export async function liveGeneration(store: CatalogStore): Promise<string> {
  const index = await store.open()
  try {
    return (await index.info()).id
  } finally {
    await index.close()
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
