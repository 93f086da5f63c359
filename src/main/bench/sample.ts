import { join } from 'node:path'
import { openEmbeddedStore } from '../../adapters/catalog-index/embedded.ts'
import { ingest } from '../../ingest/ingest.ts'
import type { Bench } from './settings.ts'

/** Makes the wanted feed live in a data directory. */
export async function ingestSample({ source }: Bench, dataDir: string): Promise<void> {
  await ingest({ ...source, dataDir, store: openEmbeddedStore(join(dataDir, 'catalog')) })
}
