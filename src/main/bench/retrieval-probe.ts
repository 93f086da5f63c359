// A process of its own for the section retrieval: opens a catalog, searches it, prints its resident memory, and ends.
import { setTimeout as sleep } from 'node:timers/promises'
import { openEmbeddedStore } from '../../adapters/catalog-index/embedded.ts'
import type { RetrieverName } from '../../speller/retrievers.ts'
import { openNames } from '../open-names.ts'

export interface CatalogSearch {
  readonly retriever: RetrieverName
  /** Needed by late-interaction. */
  readonly modelDir?: string
}

async function probe(dir: string, spans: readonly string[], { retriever, modelDir }: CatalogSearch): Promise<void> {
  const encoder = retriever === 'late-interaction' ? await openNames(modelDir!) : undefined
  const index = await openEmbeddedStore(dir, { retriever, ...(encoder && { encoder }) }).open()
  await index.info()
  for (const span of spans) await index.search([span], { limit: 16 })
  globalThis.gc?.()
  await sleep(200)
  globalThis.gc?.()
  process.stdout.write(`rss ${process.memoryUsage().rss}\n`)
  await index.close()
  await encoder?.close()
}

await probe(process.argv[2]!, JSON.parse(process.argv[3]!) as string[], JSON.parse(process.argv[4]!) as CatalogSearch)
