import type { QdrantOptions } from '../adapters/catalog-index/qdrant.ts'
import type { Config } from '../config.ts'

/** How Qdrant is used, in every runtime; undefined where the settings name none. */
export function qdrantSettings({ catalog, retrieve }: Config): QdrantOptions | undefined {
  if (retrieve.qdrantUrl === undefined) return undefined
  return {
    url: retrieve.qdrantUrl,
    collection: retrieve.qdrantCollection,
    timeoutMs: retrieve.qdrantTimeoutMs,
    retriever: retrieve.retriever,
    storage: {
      onDisk: retrieve.qdrantOnDisk === 'on',
      datatype: retrieve.qdrantDatatype,
      quantization: retrieve.qdrantQuantization,
    },
    keep: catalog.keep,
    ...(retrieve.qdrantApiKey === undefined ? {} : { apiKey: retrieve.qdrantApiKey }),
  }
}
