import { mkdirSync } from 'node:fs'
import { SpellerError } from '../../speller/errors.ts'
import type {
  CatalogIndex,
  Generation,
  GenerationBuilder,
  GenerationSize,
  GenerationStore,
  NameEncoder,
} from '../../speller/ports.ts'
import type { PlainRetrieverName, RetrieverName } from '../../speller/retrievers.ts'
import type { BigramCount, Name } from '../../speller/types.ts'
import { bytesInMemory } from './byte-source.ts'
import { buildIndex, createIndexBuilder, type IndexBuilder } from './embedded-build.ts'
import {
  currentId,
  generationFile,
  generationIds,
  liveFile,
  makeCurrent,
  placePart,
  readGeneration,
  readPart,
  readVectors,
  readableHeader,
  removeGenerationFiles,
  removePart,
  sweep,
  vectorsFile,
  writePart,
  writeWhole,
} from './embedded-files.ts'
import { indexOf, openDirectory } from './embedded-index.ts'
import { type EmbeddedRetriever, openRetriever } from './embedded-retriever.ts'
import { type EmbeddedIndex, openIndexFile } from './embedded-search.ts'
import { buildVectors, openVectors } from './embedded-vectors.ts'
import { createView } from './embedded-view.ts'
import { encoderFor, newGenerationId, refusedAsLive, refusedAsMissing } from './generations.ts'
import { compactLive, readLive } from './live-log.ts'
import { createLiveNames } from './live-names.ts'

export interface EmbeddedOptions {
  /** Former generations kept for a roll-back. */
  readonly keep?: number
  /** hybrid by default. Every generation can be searched with each but late-interaction, which needs those built with it. */
  readonly retriever?: RetrieverName
  /** Needed by late-interaction, and used by no other. */
  readonly encoder?: NameEncoder
  /** Told of a generation that was made live and cannot be read, by indexes that were open before. */
  readonly onError?: (error: SpellerError) => void
}

/** Generations in a directory. */
export function openEmbeddedStore(
  dir: string,
  { keep = 0, retriever = 'hybrid', encoder: given, onError }: EmbeddedOptions = {},
): GenerationStore {
  const encoder = encoderFor(retriever, given)
  mkdirSync(dir, { recursive: true })
  const requireKept = (id: string) => {
    if (!generationIds(dir).includes(id)) throw refusedAsMissing(id)
  }
  return {
    build: async (options) => startGeneration(dir, keep, retriever, encoder, options?.expected),
    open: async () => openDirectory(dir, { retriever, encoder, onError }),
    generations: async () => generationIds(dir).flatMap((id) => describeGeneration(dir, id) ?? []),
    async activate(id) {
      requireKept(id)
      const index = openIndexFile(readGeneration(dir, id))
      if (encoder) openVectors(readVectors(dir, id), index, encoder).close()
      await makeCurrent(dir, id)
      return createView(index, readLive(liveFile(dir), id)).info()
    },
    async removeGeneration(id) {
      requireKept(id)
      if (id === currentId(dir)) throw refusedAsLive(id)
      removeGenerationFiles(dir, id)
    },
  }
}

/** Undefined for a file that this version does not read: it can be replaced, but not made live. */
function describeGeneration(dir: string, id: string): Generation | undefined {
  const header = readableHeader(dir, id)
  if (!header) return undefined
  const { names, bigrams, products, kinds, follows } = header
  const isLive = id === currentId(dir)
  return {
    id,
    names,
    bigrams,
    products,
    isLive,
    ...(kinds && { kinds }),
    ...(follows === undefined ? {} : { follows }),
  }
}

function startGeneration(
  dir: string,
  keep: number,
  retriever: RetrieverName,
  encoder: NameEncoder | undefined,
  expected: GenerationSize | undefined,
): GenerationBuilder {
  sweep(dir, keep)
  const id = newGenerationId(generationIds(dir)[0])
  const file = generationFile(dir, id)
  /** Undefined once the file is written, so that it does not stay in memory beside the index. */
  let packed: IndexBuilder | undefined = createIndexBuilder(expected)
  let state: 'open' | 'committed' | 'aborted' = 'open'
  const requireOpen = () => {
    if (state !== 'open') throw new SpellerError('index_failed', `Generation ${id} is already ${state}. Build another.`)
  }
  const requirePacked = () => {
    requireOpen()
    if (packed) return packed
    throw new SpellerError('index_failed', `Generation ${id} is already written, and takes no more. Build another.`)
  }
  const taken = () => {
    const full = packed
    packed = undefined
    return full
  }
  return {
    id,
    async addNames(more) {
      const to = requirePacked()
      for (const name of more) to.addName(name)
    },
    async addBigrams(more) {
      const to = requirePacked()
      for (const bigram of more) to.addBigram(bigram)
    },
    async commit(stats, check) {
      requireOpen()
      // written already where a check has refused it before
      if (packed) await writePart(file, taken()!.plan(id, stats, currentId(dir)))
      const index = openIndexFile(readPart(file))
      const vectors = encoder && (await buildVectors(index, encoder))
      const opened = encoder && openVectors(vectors && bytesInMemory(vectors), index, encoder)
      const view = () => createView(index, readLive(liveFile(dir), id), openRetriever(index, retriever, opened))
      await check?.(indexOf(view(), encoder))
      if (vectors) await writeWhole(vectorsFile(dir, id), vectors)
      await placePart(file)
      await makeCurrent(dir, id)
      state = 'committed'
      sweep(dir, keep)
      // the swap is done whatever happens to the changes: the next ingestion tries again
      await compactLive(liveFile(dir), generationIds(dir).at(-1)).catch(() => undefined)
      return view().info()
    },
    async abort() {
      if (state !== 'open') return
      state = 'aborted'
      packed = undefined
      removePart(file)
    },
  }
}

/** An index over names held in memory only, for tests, benchmarks and evaluation. Changes at run time are lost on close. */
export function openMemoryIndex(
  names: Iterable<Name>,
  bigrams: Iterable<BigramCount>,
  products: number,
  retriever: PlainRetrieverName = 'hybrid',
): CatalogIndex {
  const index = openIndexFile(buildIndex('memory', names, bigrams, products))
  return memoryIndexOf(index, openRetriever(index, retriever))
}

/** The same with late interaction over vectors of the encoder, which are made anew. */
export async function openLateMemoryIndex(
  names: Iterable<Name>,
  bigrams: Iterable<BigramCount>,
  products: number,
  encoder: NameEncoder,
): Promise<CatalogIndex> {
  const index = openIndexFile(buildIndex('memory', names, bigrams, products))
  const vectors = openVectors(bytesInMemory(await buildVectors(index, encoder)), index, encoder)
  return memoryIndexOf(index, openRetriever(index, 'late-interaction', vectors), encoder)
}

function memoryIndexOf(index: EmbeddedIndex, retriever: EmbeddedRetriever, encoder?: NameEncoder): CatalogIndex {
  const live = createLiveNames()
  return {
    ...indexOf(createView(index, live, retriever), encoder),
    upsert: async (more) => live.apply({ op: 'upsert', names: more }, 'memory'),
    remove: async (forms) => live.apply({ op: 'remove', forms, generation: 'memory' }, 'memory'),
  }
}
