import type { NameChanges } from '../../speller/ports.ts'
import { batches, deletePoints, readMetadata, scrollPoints, upsertPoints } from './qdrant-collection.ts'
import type { QdrantConnection } from './qdrant-connection.ts'
import { metadataId, nameKeys, nameOf, namePoint } from './qdrant-points.ts'
import type { Filter, RequestBody } from './qdrant-requests.ts'

const isLive: Filter = { must: [{ key: 'live', match: { value: true } }] }

/** By id, the payload of each live name that is now in `to` as it is in `from`. */
type Carried = ReadonlyMap<string, string>

/** Brings live names of one generation into another: all of them, or, given what went before, only what changed since. */
export async function carryLiveNames(
  connection: QdrantConnection,
  from: string,
  to: string,
  before: Carried = new Map(),
): Promise<Carried> {
  const live = await scrollPoints(connection, from, isLive, true)
  const now = new Map(live.map(({ id, payload }) => [id, JSON.stringify(payload)]))
  const changed = live.filter(({ id }) => before.get(id) !== now.get(id))
  await upsertPoints(connection, to, changed, ({ payload }) => namePoint(nameOf(payload), true))
  const gone = [...before.keys()].filter((id) => !now.has(id))
  if (gone.length > 0) await deletePoints(connection, to, { points: gone })
  return now
}

/** Names that were added at run time, and the recorded forms of removed ones that are no names now. */
export async function readChanges(connection: QdrantConnection, collection: string): Promise<NameChanges> {
  const added = await scrollPoints(connection, collection, isLive, nameKeys)
  const recorded = Object.keys((await readMetadata(connection, collection)).removed ?? {})
  const there = new Set<unknown>()
  for (const forms of batches(recorded))
    for (const { payload } of await scrollPoints(connection, collection, withForms(forms), ['form']))
      there.add(payload['form'])
  return {
    added: added.map(({ payload }) => nameOf(payload)),
    removed: recorded.filter((form) => !there.has(form)),
  }
}

/** Deletes the names of these forms, and records those that are the generation's own: before, so that none is gone unrecorded. */
export async function removeNames(connection: QdrantConnection, collection: string, forms: string[]): Promise<void> {
  const found = await scrollPoints(connection, collection, withForms(forms), ['form', 'live'])
  const own = found.filter(({ payload }) => payload['live'] !== true).map(({ payload }) => String(payload['form']))
  if (own.length > 0) await noteRemoved(connection, collection, own)
  await deletePoints(connection, collection, { filter: withForms(forms) })
}

/** Records that names of these forms were taken out of the collection. */
async function noteRemoved(connection: QdrantConnection, collection: string, forms: readonly string[]): Promise<void> {
  const payload = Object.fromEntries(forms.map((form) => [form, true as const]))
  const request: RequestBody<'setPayload'> = { payload, key: 'removed', points: [metadataId] }
  await connection.write(`note removals in '${collection}'`, (client) =>
    client.setPayload(collection, { wait: true, ...request }),
  )
}

const withForms = (any: string[]): Filter => ({ must: [{ key: 'form', match: { any } }] })
