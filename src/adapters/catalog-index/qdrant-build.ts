import { randomBytes, randomUUID } from 'node:crypto'
import { SpellerError } from '../../speller/errors.ts'
import { joined } from '../../speller/normalise.ts'
import type { CatalogStats, GenerationBuilder, GenerationCheck, NameEncoder } from '../../speller/ports.ts'
import type { Name } from '../../speller/types.ts'
import type { RetrieverName } from '../../speller/retrievers.ts'
import { collectionOf, readShelf } from './qdrant-aliases.ts'
import { batches, countPoints, deleteCollection, readInfo, readMetadata, upsertPoints } from './qdrant-collection.ts'
import { isThere, type QdrantConnection } from './qdrant-connection.ts'
import { swap, sweepKept } from './qdrant-generations.ts'
import { openQdrantIndex } from './qdrant-index.ts'
import { explainTaken, holdLease, type LeaseTimes } from './qdrant-lease.ts'
import { multivectorOf, multivectorParams, vectorsMark } from './qdrant-late.ts'
import { bigramPoint, metadataPoint, namePoint } from './qdrant-points.ts'
import type { RequestBody, Storage } from './qdrant-requests.ts'

const payloadIndexes = {
  joined: 'keyword',
  form: 'keyword',
  bigram: 'keyword',
  locale: 'keyword',
  live: 'bool',
  terms: 'keyword',
  sound: 'keyword',
} as const

const usualStorage: Storage = { onDisk: false, datatype: 'float32', quantization: 'off' }

interface BuildOptions {
  readonly storage?: Partial<Storage>
  readonly retriever?: RetrieverName
  /** Where its names get vectors for late interaction. */
  readonly encoder?: NameEncoder | undefined
  readonly keep?: number
  readonly resume?: string | undefined
  /** It is built for long: other builds are to see that somebody is at it. */
  readonly holdsLease?: boolean
  readonly lease?: LeaseTimes
}

/** A collection of its own, filled beside the live one; an unfinished one of that id where `resume` names it. */
export async function startGeneration(
  connection: QdrantConnection,
  alias: string,
  { storage: given, retriever = 'hybrid', encoder, keep = 0, resume, holdsLease = false, lease }: BuildOptions,
): Promise<GenerationBuilder> {
  const storage = { ...usualStorage, ...given }
  const id = resume ?? newGenerationId()
  const collection = collectionOf(alias, id)
  if (resume === undefined) await createCollection(connection, collection, storage, encoder)
  const described = { generation: id, ...(encoder && { encoder: vectorsMark(encoder) }) }
  // which vectors it holds, for whoever takes it up when this process is killed, and the first sign of life
  const begun = { ...described, bigrams: 0, products: 0, beat: randomUUID() }
  await upsertPoints(connection, collection, [begun], metadataPoint)
  // when resumed, too: the process may have been killed between them
  for (const [name, type] of Object.entries(payloadIndexes) as [keyof typeof payloadIndexes, 'keyword' | 'bool'][]) {
    const request: RequestBody<'createIndex'> = { field_name: name, field_schema: { type, on_disk: storage.onDisk } }
    await connection.write(`index '${name}' of '${collection}'`, (client) =>
      client.createPayloadIndex(collection, { wait: true, ...request }),
    )
  }
  const letGo = holdsLease ? holdLease(connection, collection, lease) : () => undefined
  let state: 'open' | 'committed' | 'aborted' = 'open'
  const requireOpen = () => {
    if (state !== 'open') throw new SpellerError('index_failed', `Generation ${id} is already ${state}. Build another.`)
  }

  const addNames = async (names: readonly Name[]) => {
    if (!encoder) return upsertPoints(connection, collection, names, (name) => namePoint(name, false))
    for (const batch of batches(names)) {
      const vectors = await encoder.names(batch.map(({ form }) => joined(form)))
      const late = new Map(batch.map((name, i) => [name, multivectorOf(vectors[i]!, encoder.dimension)]))
      await upsertPoints(connection, collection, batch, (name) => namePoint(name, false, late.get(name)))
    }
  }
  const makeWhole = async (stats: CatalogStats, check?: GenerationCheck) => {
    const { live: former } = await readShelf(connection, alias)
    await swap(connection, alias, id, former, async (carry) => {
      const bigrams = await countPoints(connection, collection, { must_not: [{ is_empty: { key: 'bigram' } }] })
      const metadata = { ...described, bigrams, ...stats, ...(former === undefined ? {} : { follows: former }) }
      await upsertPoints(connection, collection, [metadata], metadataPoint)
      await carry()
      await check?.(await openQdrantIndex(connection, collection, { retriever, encoder }))
    })
  }
  const unlessTaken = (work: Promise<void>) => explainTaken(connection, alias, id, work)

  return {
    id,

    async addNames(names) {
      requireOpen()
      await unlessTaken(addNames(names))
    },

    async addBigrams(bigrams) {
      requireOpen()
      await unlessTaken(upsertPoints(connection, collection, bigrams, bigramPoint))
    },

    async commit(stats, check) {
      requireOpen()
      await unlessTaken(makeWhole(stats, check))
      state = 'committed'
      letGo()
      // the swap is done whatever happens to former ones: the next build sweeps what stays of them
      await sweepKept(connection, alias, keep).catch(() => undefined)
      return readInfo(connection, collection)
    },

    async abort() {
      if (state !== 'open') return
      letGo()
      await deleteCollection(connection, collection)
      state = 'aborted'
    },
  }
}

/** Whether an unfinished generation of that id can be gone on with: its names need vectors of the encoder, if there is one. */
export async function canResume(
  connection: QdrantConnection,
  alias: string,
  id: string,
  encoder: NameEncoder | undefined,
): Promise<boolean> {
  if (!encoder) return true
  const metadata = await readMetadata(connection, collectionOf(alias, id)).catch(() => undefined)
  return metadata?.encoder === vectorsMark(encoder)
}

async function createCollection(
  connection: QdrantConnection,
  collection: string,
  storage: Storage,
  encoder: NameEncoder | undefined,
): Promise<void> {
  const { onDisk, datatype } = storage
  const index = { on_disk: onDisk, datatype }
  const request: RequestBody<'createCollection'> = {
    ...(encoder && { vectors: { late: multivectorParams(encoder.dimension, storage) } }),
    sparse_vectors: {
      grams: { modifier: 'idf', index },
      deletions: { index },
      // few numbers, which say by their last digits which of equal scores comes first
      terms: { index: { on_disk: onDisk, datatype: 'float32' } },
    },
    on_disk_payload: onDisk,
    // so that a filter without an index, which would read every point, is refused
    strict_mode_config: { enabled: true, unindexed_filtering_retrieve: false, unindexed_filtering_update: false },
  }
  try {
    await connection.write(`create '${collection}'`, (client) => client.createCollection(collection, request))
  } catch (error) {
    // its id is new: an attempt made it whose answer was lost
    if (!isThere(error)) throw error
  }
}

/** Time in UTC to the millisecond, then chance: ids sort by age. */
function newGenerationId(): string {
  return new Date().toISOString().replace(/\D/g, '') + randomBytes(3).toString('hex')
}
