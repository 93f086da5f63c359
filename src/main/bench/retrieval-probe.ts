// A process of its own for the section retrieval: opens a catalog, searches it, prints its resident memory, and ends.
import { setTimeout as sleep } from 'node:timers/promises'
import { openEmbeddedStore } from '../../adapters/catalog-index/embedded.ts'
import { joined } from '../../speller/normalise.ts'
import type { NameEncoder } from '../../speller/ports.ts'
import type { RetrieverName } from '../../speller/retrievers.ts'
import { openNames } from '../open-names.ts'
import { openLateSearches } from './late-settings.ts'

export interface CatalogSearch {
  readonly retriever: RetrieverName
  /** Needed by late-interaction. */
  readonly modelDir?: string
  /** Its vectors are all read into memory, not a page at a time. */
  readonly isHeld?: boolean
}

interface Opened {
  search(span: string): unknown
  close?(): Promise<void>
}

async function open(
  dir: string,
  { retriever, isHeld }: CatalogSearch,
  encoder: NameEncoder | undefined,
): Promise<Opened> {
  if (isHeld && encoder) {
    const search = openLateSearches(dir, encoder)({})
    return { search: async (span) => search(span, (await encoder.spans([joined(span)]))[0]!) }
  }
  const index = await openEmbeddedStore(dir, { retriever, ...(encoder && { encoder }) }).open()
  await index.info()
  return { search: (span) => index.search([span], { limit: 16 }), close: () => index.close() }
}

async function probe(dir: string, spans: readonly string[], by: CatalogSearch): Promise<void> {
  const encoder = by.retriever === 'late-interaction' ? await openNames(by.modelDir!) : undefined
  const opened = await open(dir, by, encoder)
  for (const span of spans) await opened.search(span)
  globalThis.gc?.()
  await sleep(200)
  globalThis.gc?.()
  process.stdout.write(`rss ${process.memoryUsage().rss}\n`)
  await opened.close?.()
  await encoder?.close()
}

await probe(process.argv[2]!, JSON.parse(process.argv[3]!) as string[], JSON.parse(process.argv[4]!) as CatalogSearch)
