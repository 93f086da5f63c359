import { deletePoints, scrollPoints, upsertPoints } from './qdrant-collection.ts'
import type { QdrantConnection } from './qdrant-connection.ts'
import { nameOf, namePoint } from './qdrant-points.ts'

/** By id, the payload of each live name that is now in `to` as it is in `from`. */
type Carried = ReadonlyMap<string, string>

/** Brings live names of one generation into another: all of them, or, given what went before, only what changed since. */
export async function carryLiveNames(
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
