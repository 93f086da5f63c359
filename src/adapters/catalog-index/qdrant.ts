import type { CatalogStore } from '../../speller/ports.ts'
import { startGeneration, sweepGenerations } from './qdrant-build.ts'
import { connectQdrant, patient, type QdrantOptions } from './qdrant-connection.ts'
import { openQdrantIndex } from './qdrant-index.ts'

export type { QdrantOptions } from './qdrant-connection.ts'

/** Each generation is a collection `<collection>-<generation id>`; the alias `<collection>` points to the live one. */
export function openQdrantStore(options: QdrantOptions): CatalogStore {
  const { collection: alias } = options
  const connection = connectQdrant(options)
  const builds = patient(connection)
  return {
    async build({ resume } = {}) {
      const found = await sweepGenerations(builds, alias, resume)
      return startGeneration(builds, alias, { ...options, resume: found })
    },
    open: () =>
      openQdrantIndex(connection, alias, async () => {
        const first = await startGeneration(builds, alias, options)
        await first.commit({ products: 0 })
      }),
  }
}
