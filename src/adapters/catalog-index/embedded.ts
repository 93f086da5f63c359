import { mkdirSync, rmSync } from 'node:fs'
import { SpellerError } from '../../speller/errors.ts'
import type { CatalogIndex, Generation, GenerationBuilder, GenerationStore } from '../../speller/ports.ts'
import type { RetrieverName } from '../../speller/retrievers.ts'
import type { BigramCount, Name } from '../../speller/types.ts'
import { buildIndex } from './embedded-build.ts'
import {
  currentId,
  generationFile,
  generationIds,
  liveFile,
  makeCurrent,
  readGeneration,
  readableHeader,
  sweep,
  writeWhole,
} from './embedded-files.ts'
import { indexOf, openDirectory } from './embedded-index.ts'
import { openRetriever } from './embedded-retriever.ts'
import { openIndexFile } from './embedded-search.ts'
import { createView } from './embedded-view.ts'
import { newGenerationId, refusedAsLive, refusedAsMissing } from './generations.ts'
import { readLive } from './live-log.ts'
import { createLiveNames } from './live-names.ts'

export interface EmbeddedOptions {
  /** Former generations kept for a roll-back. */
  readonly keep?: number
  /** hybrid by default. Every generation can be searched with each. */
  readonly retriever?: RetrieverName
}

/** Generations in a directory. */
export function openEmbeddedStore(
  dir: string,
  { keep = 0, retriever = 'hybrid' }: EmbeddedOptions = {},
): GenerationStore {
  mkdirSync(dir, { recursive: true })
  const requireKept = (id: string) => {
    if (!generationIds(dir).includes(id)) throw refusedAsMissing(id)
  }
  return {
    build: async () => startGeneration(dir, keep, retriever),
    open: async () => openDirectory(dir, retriever),
    generations: async () => generationIds(dir).flatMap((id) => describeGeneration(dir, id) ?? []),
    async activate(id) {
      requireKept(id)
      const index = openIndexFile(readGeneration(dir, id))
      await makeCurrent(dir, id)
      return createView(index, readLive(liveFile(dir), id)).info()
    },
    async removeGeneration(id) {
      requireKept(id)
      if (id === currentId(dir)) throw refusedAsLive(id)
      rmSync(generationFile(dir, id))
    },
  }
}

/** Undefined for a file that this version does not read: it can be replaced, but not made live. */
function describeGeneration(dir: string, id: string): Generation | undefined {
  const header = readableHeader(dir, id)
  if (!header) return undefined
  const { names, bigrams, products, follows } = header
  const isLive = id === currentId(dir)
  return { id, names, bigrams, products, isLive, ...(follows === undefined ? {} : { follows }) }
}

function startGeneration(dir: string, keep: number, retriever: RetrieverName): GenerationBuilder {
  sweep(dir, keep)
  const id = newGenerationId(generationIds(dir)[0])
  const names: Name[] = []
  const bigrams: BigramCount[] = []
  let state: 'open' | 'committed' | 'aborted' = 'open'
  const requireOpen = () => {
    if (state !== 'open') throw new SpellerError('index_failed', `Generation ${id} is already ${state}. Build another.`)
  }
  return {
    id,
    async addNames(more) {
      requireOpen()
      for (const name of more) names.push(name)
    },
    async addBigrams(more) {
      requireOpen()
      for (const bigram of more) bigrams.push(bigram)
    },
    async commit({ products }, check) {
      requireOpen()
      const bytes = buildIndex(id, names, bigrams, products, currentId(dir))
      const index = openIndexFile(bytes)
      const view = () => createView(index, readLive(liveFile(dir), id), openRetriever(index, retriever))
      await check?.(indexOf(view()))
      await writeWhole(generationFile(dir, id), bytes)
      await makeCurrent(dir, id)
      state = 'committed'
      sweep(dir, keep)
      return view().info()
    },
    async abort() {
      if (state === 'open') state = 'aborted'
    },
  }
}

/** An index over names held in memory only, for tests, benchmarks and evaluation. Changes at run time are lost on close. */
export function openMemoryIndex(
  names: readonly Name[],
  bigrams: readonly BigramCount[],
  products: number,
  retriever: RetrieverName = 'hybrid',
): CatalogIndex {
  const index = openIndexFile(buildIndex('memory', names, bigrams, products))
  const live = createLiveNames()
  const view = createView(index, live, openRetriever(index, retriever))
  return {
    ...indexOf(view),
    upsert: async (more) => live.apply({ op: 'upsert', names: more }, 'memory'),
    remove: async (forms) => live.apply({ op: 'remove', forms, generation: 'memory' }, 'memory'),
  }
}
