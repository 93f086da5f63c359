import { SpellerError } from '../../speller/errors.ts'
import type { CatalogInfo, Generation, NameEncoder } from '../../speller/ports.ts'
import { keptIds, refusedAsLive, refusedAsMissing } from './generations.ts'
import { collectionOf, dropGeneration, makeLive, readShelf } from './qdrant-aliases.ts'
import { carryRevision, readFollows, readInfo, readMetadata } from './qdrant-collection.ts'
import type { QdrantConnection } from './qdrant-connection.ts'
import { requireVectors } from './qdrant-late.ts'
import { carryLiveNames } from './qdrant-live-names.ts'

export async function listGenerations(connection: QdrantConnection, alias: string): Promise<Generation[]> {
  const { live, kept } = await readShelf(connection, alias)
  const generations: Generation[] = []
  for (const id of kept) {
    const collection = collectionOf(alias, id)
    const metadata = await readMetadata(connection, collection).catch(ignoreOtherVersion)
    // it can be replaced, but not made live
    if (!metadata) continue
    const { follows } = metadata
    const info = await readInfo(connection, collection)
    generations.push({ ...info, isLive: id === live, ...(follows === undefined ? {} : { follows }) })
  }
  return generations
}

function ignoreOtherVersion(error: unknown): undefined {
  if (!(error instanceof SpellerError) || error.code !== 'catalog_invalid') throw error
}

export async function activateGeneration(
  connection: QdrantConnection,
  alias: string,
  id: string,
  encoder?: NameEncoder,
): Promise<CatalogInfo> {
  const { live, kept } = await readShelf(connection, alias)
  if (!kept.includes(id)) throw refusedAsMissing(id)
  const collection = collectionOf(alias, id)
  await requireVectors(connection, collection, encoder)
  await swap(connection, alias, id, live)
  return readInfo(connection, collection)
}

/**
 * Makes a generation live, with the names added at run time as they are then. `ready` comes between the copy and the swap,
 * and carries their revision.
 */
export async function swap(
  connection: QdrantConnection,
  alias: string,
  id: string,
  former: string | undefined,
  ready: (carry: () => Promise<void>) => Promise<void> = (carry) => carry(),
): Promise<void> {
  const from = former === undefined || former === id ? undefined : collectionOf(alias, former)
  const to = collectionOf(alias, id)
  const carried = from === undefined ? undefined : await carryLiveNames(connection, from, to)
  const carry = async () => {
    if (from !== undefined) await carryRevision(connection, from, to)
  }
  await ready(carry)
  await makeLive(connection, alias, id, former)
  // names that came or went between the first look and the swap
  if (from === undefined) return
  await carryLiveNames(connection, from, to, carried)
  await carry()
}

export async function removeGeneration(connection: QdrantConnection, alias: string, id: string): Promise<void> {
  const { live, kept } = await readShelf(connection, alias)
  if (!kept.includes(id)) throw refusedAsMissing(id)
  if (id === live) throw refusedAsLive(id)
  await dropGeneration(connection, alias, id)
}

/** Deletes all finished ones but the live generation and `keep` others. */
export async function sweepKept(connection: QdrantConnection, alias: string, keep: number): Promise<void> {
  const { live, kept } = await readShelf(connection, alias)
  if (kept.length <= keep + (live === undefined ? 0 : 1)) return
  const follows = new Map<string, string | undefined>()
  for (const id of kept) follows.set(id, await readFollows(connection, collectionOf(alias, id)))
  const staying = keptIds(kept, live, (id) => follows.get(id), keep)
  for (const id of kept) if (!staying.has(id)) await dropGeneration(connection, alias, id)
}
