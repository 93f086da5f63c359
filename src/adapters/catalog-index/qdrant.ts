import type { GenerationStore } from '../../speller/ports.ts'
import { encoderFor } from './generations.ts'
import { collectionOf } from './qdrant-aliases.ts'
import { canResume, startGeneration } from './qdrant-build.ts'
import { deleteCollection } from './qdrant-collection.ts'
import { connectQdrant, type QdrantOptions } from './qdrant-connection.ts'
import { activateGeneration, listGenerations, removeGeneration, sweepKept } from './qdrant-generations.ts'
import { openQdrantIndex } from './qdrant-index.ts'
import { findUnfinished } from './qdrant-lease.ts'
import { systemClock } from './qdrant-patience.ts'

export type { QdrantOptions } from './qdrant-connection.ts'

/** Each generation is a collection `<collection>-<generation id>`; the alias `<collection>` points to the live one. */
export function openQdrantStore(options: QdrantOptions): GenerationStore {
  const { collection: alias, retriever = 'hybrid', clock = systemClock } = options
  const encoder = encoderFor(retriever, options.encoder)
  const connection = connectQdrant(options)
  const builds = connection.patient
  return {
    async build({ resume } = {}) {
      const usable = resume !== undefined && (await canResume(builds, alias, resume, encoder)) ? resume : undefined
      const unfinished = await findUnfinished(builds, alias, usable, { ...options, clock })
      for (const id of unfinished) if (id !== usable) await deleteCollection(builds, collectionOf(alias, id))
      await sweepKept(builds, alias, options.keep ?? 0)
      const found = unfinished.find((id) => id === usable)
      return startGeneration(builds, alias, { ...options, retriever, encoder, resume: found, holdsLease: true })
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
