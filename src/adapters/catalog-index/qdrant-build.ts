import { randomBytes } from 'node:crypto'
import { SpellerError } from '../../speller/errors.ts'
import type { GenerationBuilder } from '../../speller/ports.ts'
import { countPoints, deletePoints, readInfo, scrollPoints, upsertPoints } from './qdrant-collection.ts'
import { isMissing, type QdrantConnection } from './qdrant-connection.ts'
import { bigramPoint, metadataPoint, nameOf, namePoint } from './qdrant-points.ts'
import type { RequestBody } from './qdrant-requests.ts'

const payloadIndexes: readonly RequestBody<'createIndex'>[] = [
  { field_name: 'joined', field_schema: 'keyword' },
  { field_name: 'form', field_schema: 'keyword' },
  { field_name: 'bigram', field_schema: 'keyword' },
  { field_name: 'locale', field_schema: 'keyword' },
  { field_name: 'live', field_schema: 'bool' },
]

/** A collection of its own, filled beside the live one; an unfinished one of that id where `resume` names it. */
export async function startGeneration(
  connection: QdrantConnection,
  alias: string,
  { onDisk = false, resume }: { readonly onDisk?: boolean; readonly resume?: string | undefined },
): Promise<GenerationBuilder> {
  const id = resume ?? newGenerationId()
  const collection = `${alias}-${id}`
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

    async commit({ products }) {
      requireOpen()
      const former = await liveCollection(connection, alias)
      const carried = former === undefined ? undefined : await carryLiveNames(connection, former, collection)
      const bigrams = await countPoints(connection, collection, { must_not: [{ is_empty: { key: 'bigram' } }] })
      await upsertPoints(connection, collection, [{ generation: id, bigrams, products }], metadataPoint)
      await pointAlias(connection, alias, collection, former)
      state = 'committed'
      if (former !== undefined) {
        // names that came or went between the first look and the swap
        await carryLiveNames(connection, former, collection, carried)
        // the swap is done whatever happens to the former: the next build sweeps what stays of it
        await deleteCollection(connection, former).catch(() => undefined)
      }
      return readInfo(connection, collection)
    },

    async abort() {
      if (state !== 'open') return
      await deleteCollection(connection, collection)
      state = 'aborted'
    },
  }
}

/**
 * Deletes what builds that never ended left behind, but for the one of the id `resume`, which is returned if it is there.
 * One build at a time: it would delete another's, too.
 */
export async function sweepGenerations(
  connection: QdrantConnection,
  alias: string,
  resume?: string,
): Promise<string | undefined> {
  const { aliases } = await connection.ask('list aliases', (client) => client.getAliases())
  const { collections } = await connection.ask('list collections', (client) => client.getCollections())
  const inUse = new Set(aliases.map((entry) => entry.collection_name))
  let found: string | undefined
  for (const { name } of collections) {
    const id = name.startsWith(`${alias}-`) ? name.slice(alias.length + 1) : ''
    if (inUse.has(name) || !generationIdPattern.test(id)) continue
    if (id === resume) found = id
    else await deleteCollection(connection, name)
  }
  return found
}

/** By id, the payload of each live name that is now in `to` as it is in `from`. */
type Carried = ReadonlyMap<string, string>

/** Brings live names of one generation into another: all of them, or, given what went before, only what changed since. */
async function carryLiveNames(
  connection: QdrantConnection,
  from: string,
  to: string,
  before: Carried = new Map(),
): Promise<Carried> {
  const live = await scrollPoints(connection, from, { must: [{ key: 'live', match: { value: true } }] }, true)
  const now = new Map(live.map(({ id, payload }) => [id, JSON.stringify(payload)]))
  const changed = live.filter(({ id }) => before.get(id) !== now.get(id))
  await upsertPoints(connection, to, changed, ({ payload }) => namePoint(nameOf(payload), true))
  const gone = [...before.keys()].filter((id) => !now.has(id))
  if (gone.length > 0) await deletePoints(connection, to, { points: gone })
  return now
}

async function liveCollection(connection: QdrantConnection, alias: string): Promise<string | undefined> {
  const { aliases } = await connection.ask('list aliases', (client) => client.getAliases())
  return aliases.find((entry) => entry.alias_name === alias)?.collection_name
}

/** From `former` to `to` in one step: no request meets a missing alias. */
async function pointAlias(connection: QdrantConnection, alias: string, to: string, former?: string): Promise<void> {
  const create = { create_alias: { alias_name: alias, collection_name: to } }
  const request: RequestBody<'updateAliases'> = {
    actions: former === undefined ? [create] : [{ delete_alias: { alias_name: alias } }, create],
  }
  await connection.write(`make '${to}' live`, (client) => client.updateCollectionAliases(request))
}

async function createCollection(connection: QdrantConnection, collection: string, onDisk: boolean): Promise<void> {
  const index = { on_disk: onDisk }
  const request: RequestBody<'createCollection'> = {
    sparse_vectors: { grams: { modifier: 'idf', index }, deletions: { index } },
    on_disk_payload: onDisk,
  }
  await connection.write(`create '${collection}'`, (client) => client.createCollection(collection, request))
}

async function deleteCollection(connection: QdrantConnection, collection: string): Promise<void> {
  try {
    await connection.write(`delete '${collection}'`, (client) => client.deleteCollection(collection))
  } catch (error) {
    if (!isMissing(error)) throw error
  }
}

const generationIdPattern = /^\d{17}[0-9a-f]{6}$/

/** Time in UTC to the millisecond, then chance: ids sort by age. */
function newGenerationId(): string {
  return new Date().toISOString().replace(/\D/g, '') + randomBytes(3).toString('hex')
}
