import { deleteCollection } from './qdrant-collection.ts'
import type { QdrantConnection } from './qdrant-connection.ts'
import type { RequestBody } from './qdrant-requests.ts'

// `<alias>` points to the live generation; `<alias>-<id>-kept` to each that was committed, the live one too. A collection
// without an alias was never finished.

const generationIdPattern = /^\d{17}[0-9a-f]{6}$/

type AliasActions = RequestBody<'updateAliases'>['actions']

export const collectionOf = (alias: string, id: string) => `${alias}-${id}`
const keptAlias = (collection: string) => `${collection}-kept`

/** What is there of one alias. */
export interface Shelf {
  /** Id of the live generation. */
  readonly live?: string
  /** Ids of the generations that were committed, the live one too, newest first. */
  readonly kept: readonly string[]
  /** Ids of those that were not. */
  readonly unfinished: readonly string[]
}

export async function readShelf(connection: QdrantConnection, alias: string): Promise<Shelf> {
  const { aliases } = await connection.ask('list aliases', (client) => client.getAliases())
  const { collections } = await connection.ask('list collections', (client) => client.getCollections())
  const named = new Set(aliases.map((entry) => entry.collection_name))
  const idOf = (collection: string) => {
    const id = collection.startsWith(`${alias}-`) ? collection.slice(alias.length + 1) : ''
    return generationIdPattern.test(id) ? id : undefined
  }
  const own = collections.flatMap(({ name }) => idOf(name) ?? []).sort()
  const liveCollection = aliases.find((entry) => entry.alias_name === alias)?.collection_name
  const live = liveCollection === undefined ? undefined : idOf(liveCollection)
  return {
    ...(live === undefined ? {} : { live }),
    kept: own.filter((id) => named.has(collectionOf(alias, id))).reverse(),
    unfinished: own.filter((id) => !named.has(collectionOf(alias, id))),
  }
}

/** Collections of the generations that were committed and are not live. */
export async function keptBeside(connection: QdrantConnection, alias: string): Promise<string[]> {
  const { live, kept } = await readShelf(connection, alias)
  return kept.filter((id) => id !== live).map((id) => collectionOf(alias, id))
}

/** In one step: no request meets a missing alias, and the former live generation is one of the kept. */
export async function makeLive(
  connection: QdrantConnection,
  alias: string,
  id: string,
  former: string | undefined,
): Promise<void> {
  const collection = collectionOf(alias, id)
  const point = (name: string, to: string): AliasActions => [
    { create_alias: { alias_name: name, collection_name: to } },
  ]
  const keep = [id, ...(former === undefined ? [] : [former])].map((kept) => collectionOf(alias, kept))
  const request: RequestBody<'updateAliases'> = {
    actions: [
      ...(former === undefined ? [] : [{ delete_alias: { alias_name: alias } }]),
      ...point(alias, collection),
      ...[...new Set(keep)].flatMap((kept) => point(keptAlias(kept), kept)),
    ],
  }
  await connection.write(`make '${collection}' live`, (client) => client.updateCollectionAliases(request))
}

/** Its alias first: what is left of it when this ends half-way counts as unfinished. */
export async function dropGeneration(connection: QdrantConnection, alias: string, id: string): Promise<void> {
  const collection = collectionOf(alias, id)
  const request: RequestBody<'updateAliases'> = { actions: [{ delete_alias: { alias_name: keptAlias(collection) } }] }
  await connection.write(`forget '${collection}'`, (client) => client.updateCollectionAliases(request))
  await deleteCollection(connection, collection)
}
