import type { GenerationStore } from '../../speller/ports.ts'
import { encoderFor } from './generations.ts'
import { canResume, startGeneration } from './qdrant-build.ts'
import { connectQdrant, type QdrantOptions } from './qdrant-connection.ts'
import { activateGeneration, listGenerations, removeGeneration, sweepGenerations } from './qdrant-generations.ts'
import { openQdrantIndex } from './qdrant-index.ts'

export type { QdrantOptions } from './qdrant-connection.ts'

/** Each generation is a collection `<collection>-<generation id>`; the alias `<collection>` points to the live one. */
export function openQdrantStore(options: QdrantOptions): GenerationStore {
  const { collection: alias, retriever = 'hybrid' } = options
  const encoder = encoderFor(retriever, options.encoder)
  const connection = connectQdrant(options)
  const builds = connection.patient
  return {
    async build({ resume } = {}) {
      const usable = resume !== undefined && (await canResume(builds, alias, resume, encoder)) ? resume : undefined
      const found = await sweepGenerations(builds, alias, options.keep ?? 0, usable)
      return startGeneration(builds, alias, { ...options, retriever, encoder, resume: found })
    },
    open: () =>
      openQdrantIndex(connection, alias, {
        retriever,
        encoder,
        startFirst: async () => {
          const first = await startGeneration(builds, alias, { ...options, retriever, encoder })
          await first.commit({ products: 0 })
        },
      }),
    generations: () => listGenerations(builds, alias),
    activate: (id) => activateGeneration(builds, alias, id, encoder),
    removeGeneration: (id) => removeGeneration(builds, alias, id),
  }
}
