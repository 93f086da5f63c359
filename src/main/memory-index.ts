import { openLateMemoryIndex, openMemoryIndex } from '../adapters/catalog-index/embedded.ts'
import type { CollectedNames } from '../ingest/names.ts'
import type { CatalogIndex, NameEncoder } from '../speller/ports.ts'
import type { RetrieverName } from '../speller/retrievers.ts'
import { openNames } from './open-names.ts'

/** Collected names in memory, searched by a retriever; late-interaction encodes them all first, with the model unless given an encoder. */
export async function openMemoryIndexBy(
  retriever: RetrieverName,
  { names, bigrams, products }: CollectedNames,
  modelDir: string,
  given?: NameEncoder,
): Promise<CatalogIndex> {
  if (retriever !== 'late-interaction') return openMemoryIndex(names, bigrams, products, retriever)
  const encoder = given ?? (await openNames(modelDir))
  const index = await openLateMemoryIndex(names, bigrams, products, encoder)
  return given ? index : { ...index, close: () => encoder.close() }
}
