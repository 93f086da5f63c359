import { randomBytes } from 'node:crypto'
import { SpellerError } from '../../speller/errors.ts'
import type { GenerationBuilder } from '../../speller/ports.ts'
import { collectionOf, readShelf } from './qdrant-aliases.ts'
import { countPoints, deleteCollection, readInfo, upsertPoints } from './qdrant-collection.ts'
import type { QdrantConnection } from './qdrant-connection.ts'
import { swap, sweepGenerations } from './qdrant-generations.ts'
import { openQdrantIndex } from './qdrant-index.ts'
import { bigramPoint, metadataPoint, namePoint } from './qdrant-points.ts'
import type { RequestBody } from './qdrant-requests.ts'

const payloadIndexes: readonly RequestBody<'createIndex'>[] = [
  { field_name: 'joined', field_schema: 'keyword' },
  { field_name: 'form', field_schema: 'keyword' },
  { field_name: 'bigram', field_schema: 'keyword' },
  { field_name: 'locale', field_schema: 'keyword' },
  { field_name: 'live', field_schema: 'bool' },
]

interface BuildOptions {
  readonly onDisk?: boolean
  readonly keep?: number
  readonly resume?: string | undefined
}

/** A collection of its own, filled beside the live one; an unfinished one of that id where `resume` names it. */
export async function startGeneration(
  connection: QdrantConnection,
  alias: string,
  { onDisk = false, keep = 0, resume }: BuildOptions,
): Promise<GenerationBuilder> {
  const id = resume ?? newGenerationId()
  const collection = collectionOf(alias, id)
  if (resume === undefined) await createCollection(connection, collection, onDisk)
  // when resumed, too: the process may have been killed between them
  for (const field of payloadIndexes)
    await connection.write(`index '${field.field_name}' of '${collection}'`, (client) =>
      client.createPayloadIndex(collection, { wait: true, ...field }),
    )

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
        await check?.(await openQdrantIndex(connection, collection))
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

async function createCollection(connection: QdrantConnection, collection: string, onDisk: boolean): Promise<void> {
  const index = { on_disk: onDisk }
  const request: RequestBody<'createCollection'> = {
    sparse_vectors: { grams: { modifier: 'idf', index }, deletions: { index } },
    on_disk_payload: onDisk,
  }
  await connection.write(`create '${collection}'`, (client) => client.createCollection(collection, request))
}

/** Time in UTC to the millisecond, then chance: ids sort by age. */
function newGenerationId(): string {
  return new Date().toISOString().replace(/\D/g, '') + randomBytes(3).toString('hex')
}
