import { randomBytes } from 'node:crypto'
import { SpellerError } from '../../speller/errors.ts'
import type { GenerationBuilder } from '../../speller/ports.ts'
import type { PlainRetrieverName } from '../../speller/retrievers.ts'
import { collectionOf, readShelf } from './qdrant-aliases.ts'
import { countPoints, deleteCollection, readInfo, upsertPoints } from './qdrant-collection.ts'
import type { QdrantConnection } from './qdrant-connection.ts'
import { swap, sweepGenerations } from './qdrant-generations.ts'
import { openQdrantIndex } from './qdrant-index.ts'
import { bigramPoint, metadataPoint, namePoint } from './qdrant-points.ts'
import type { RequestBody, VectorDatatype } from './qdrant-requests.ts'

const payloadIndexes = {
  joined: 'keyword',
  form: 'keyword',
  bigram: 'keyword',
  locale: 'keyword',
  live: 'bool',
  terms: 'keyword',
} as const

interface BuildOptions {
  readonly onDisk?: boolean
  readonly datatype?: VectorDatatype
  readonly retriever?: PlainRetrieverName
  readonly keep?: number
  readonly resume?: string | undefined
}

/** A collection of its own, filled beside the live one; an unfinished one of that id where `resume` names it. */
export async function startGeneration(
  connection: QdrantConnection,
  alias: string,
  { onDisk = false, datatype = 'float32', retriever = 'hybrid', keep = 0, resume }: BuildOptions,
): Promise<GenerationBuilder> {
  const id = resume ?? newGenerationId()
  const collection = collectionOf(alias, id)
  if (resume === undefined) await createCollection(connection, collection, onDisk, datatype)
  // when resumed, too: the process may have been killed between them
  for (const [name, type] of Object.entries(payloadIndexes) as [keyof typeof payloadIndexes, 'keyword' | 'bool'][]) {
    const request: RequestBody<'createIndex'> = { field_name: name, field_schema: { type, on_disk: onDisk } }
    await connection.write(`index '${name}' of '${collection}'`, (client) =>
      client.createPayloadIndex(collection, { wait: true, ...request }),
    )
  }

  let state: 'open' | 'committed' | 'aborted' = 'open'
  const requireOpen = () => {
    if (state !== 'open') throw new SpellerError('index_failed', `Generation ${id} is already ${state}. Build another.`)
  }

  return {
    id,

    async addNames(names) {
      requireOpen()
      await upsertPoints(connection, collection, names, (name) => namePoint(name, false))
    },

    async addBigrams(bigrams) {
      requireOpen()
      await upsertPoints(connection, collection, bigrams, bigramPoint)
    },

    async commit({ products }, check) {
      requireOpen()
      const { live: former } = await readShelf(connection, alias)
      await swap(connection, alias, id, former, async (carry) => {
        const bigrams = await countPoints(connection, collection, { must_not: [{ is_empty: { key: 'bigram' } }] })
        const metadata = { generation: id, bigrams, products, ...(former === undefined ? {} : { follows: former }) }
        await upsertPoints(connection, collection, [metadata], metadataPoint)
        await carry()
        await check?.(await openQdrantIndex(connection, collection, { retriever }))
      })
      state = 'committed'
      // the swap is done whatever happens to former ones: the next build sweeps what stays of them
      await sweepGenerations(connection, alias, keep).catch(() => undefined)
      return readInfo(connection, collection)
    },
    async abort() {
      if (state !== 'open') return
      await deleteCollection(connection, collection)
      state = 'aborted'
    },
  }
}

async function createCollection(
  connection: QdrantConnection,
  collection: string,
  onDisk: boolean,
  datatype: VectorDatatype,
): Promise<void> {
  const index = { on_disk: onDisk, datatype }
  const request: RequestBody<'createCollection'> = {
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
  await connection.write(`create '${collection}'`, (client) => client.createCollection(collection, request))
}

/** Time in UTC to the millisecond, then chance: ids sort by age. */
function newGenerationId(): string {
  return new Date().toISOString().replace(/\D/g, '') + randomBytes(3).toString('hex')
}
