import { SpellerError } from '../../speller/errors.ts'
import type { GenerationStore } from '../../speller/ports.ts'
import { startGeneration } from './qdrant-build.ts'
import { connectQdrant, patient, type QdrantOptions } from './qdrant-connection.ts'
import { activateGeneration, listGenerations, removeGeneration, sweepGenerations } from './qdrant-generations.ts'
import { openQdrantIndex } from './qdrant-index.ts'

export type { QdrantOptions } from './qdrant-connection.ts'

/** Each generation is a collection `<collection>-<generation id>`; the alias `<collection>` points to the live one. */
export function openQdrantStore(options: QdrantOptions): GenerationStore {
  const { collection: alias } = options
  const { retriever = 'hybrid' } = options
  if (retriever === 'late-interaction')
    throw new SpellerError(
      'config_invalid',
      'QUERYMEND_RETRIEVER: late-interaction is for the embedded index. Over Qdrant choose hybrid, bm25 or fuzzy-bm25.',
    )
  const connection = connectQdrant(options)
  const builds = patient(connection)
  return {
    async build({ resume } = {}) {
      const found = await sweepGenerations(builds, alias, options.keep ?? 0, resume)
      return startGeneration(builds, alias, { ...options, retriever, resume: found })
    },
    open: () =>
      openQdrantIndex(connection, alias, {
        retriever,
        startFirst: async () => {
          const first = await startGeneration(builds, alias, { ...options, retriever })
          await first.commit({ products: 0 })
        },
      }),
    generations: () => listGenerations(builds, alias),
    activate: (id) => activateGeneration(builds, alias, id),
    removeGeneration: (id) => removeGeneration(builds, alias, id),
  }
}
