import type { CatalogInfo } from '../../speller/ports.ts'
import { isMissing, type QdrantConnection } from './qdrant-connection.ts'
import { beatOf, followsOf, metadataId, metadataOf, type Metadata, revisionOf } from './qdrant-points.ts'
import type { Filter, Point, RequestBody } from './qdrant-requests.ts'

/** Points or forms sent in one request. */
const batchSize = 500
/** Batches of points that are sent before the first of them is answered. */
const batchesAtOnce = 4
/** Points fetched by one request of a scroll. */
const pageSize = 1000

export type Payload = Readonly<Record<string, unknown>>

export function batches<T>(all: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(all.length / batchSize) }, (_, i) =>
    all.slice(i * batchSize, (i + 1) * batchSize),
  )
}

/**
 * Durable and searchable when it resolves; safe to repeat. Of points with one id the last stays. Where it fails, some are written, and no
 * write is under way any more.
 */
export async function upsertPoints<T>(
  connection: QdrantConnection,
  collection: string,
  all: readonly T[],
  pointOf: (item: T) => Point,
): Promise<void> {
  const underWay = new Map<Promise<unknown>, ReadonlyMap<string, Point>>()
  const overtakes = (points: ReadonlyMap<string, Point>) =>
    [...underWay.values()].some((others) => [...others.keys()].some((id) => points.has(id)))
  try {
    for (const batch of batches(all)) {
      const points = new Map(batch.map(pointOf).map((point) => [point.id, point]))
      while (underWay.size >= batchesAtOnce || overtakes(points)) await Promise.race(underWay.keys())
      const request: RequestBody<'upsert'> = { points: [...points.values()] }
      const write: Promise<unknown> = connection
        .write(`write to '${collection}'`, (client) => client.upsert(collection, { wait: true, ...request }))
        .finally(() => underWay.delete(write))
      underWay.set(write, points)
    }
    await Promise.all(underWay.keys())
  } catch (error) {
    await Promise.allSettled(underWay.keys())
    throw error
  }
}

export async function deletePoints(
  connection: QdrantConnection,
  collection: string,
  request: RequestBody<'deletePoints'>,
): Promise<void> {
  await connection.write(`delete from '${collection}'`, (client) =>
    client.delete(collection, { wait: true, ...request }),
  )
}

export async function deleteCollection(connection: QdrantConnection, collection: string): Promise<void> {
  try {
    await connection.write(`delete '${collection}'`, (client) => client.deleteCollection(collection))
  } catch (error) {
    if (!isMissing(error)) throw error
  }
}

/** Every point that a filter lets through, with the payload keys asked for. */
export async function scrollPoints(
  connection: QdrantConnection,
  collection: string,
  filter: Filter,
  keys: string[] | true,
): Promise<{ id: string; payload: Payload }[]> {
  const points: { id: string; payload: Payload }[] = []
  for (let offset: string | undefined, more = true; more; more = offset !== undefined) {
    const from = offset === undefined ? {} : { offset }
    const request: RequestBody<'scroll'> = { filter, limit: pageSize, ...from, with_payload: keys, with_vector: false }
    const page = await connection.ask(`read '${collection}'`, (client) => client.scroll(collection, request))
    points.push(...page.points.map(({ id, payload }) => ({ id: String(id), payload: payload ?? {} })))
    offset = typeof page.next_page_offset === 'string' ? page.next_page_offset : undefined
  }
  return points
}

export async function countPoints(connection: QdrantConnection, collection: string, filter?: Filter): Promise<number> {
  const request: RequestBody<'count'> = { ...(filter && { filter }), exact: true }
  return (await connection.ask(`count '${collection}'`, (client) => client.count(collection, request))).count
}

export async function readMetadata(connection: QdrantConnection, collection: string): Promise<Metadata> {
  return metadataOf(await readMetadataPayload(connection, collection), collection)
}

/** Id of the generation that was live before this one was; undefined where the collection says none, or is no catalog. */
export async function readFollows(connection: QdrantConnection, collection: string): Promise<string | undefined> {
  return followsOf(await readMetadataPayload(connection, collection))
}

async function readMetadataPayload(connection: QdrantConnection, collection: string): Promise<unknown> {
  const request: RequestBody<'retrieve'> = { ids: [metadataId], with_payload: true }
  const points = await connection.ask(`open '${collection}'`, (client) => client.retrieve(collection, request))
  return points[0]?.payload
}

/** Notes that names have changed, for whoever keeps answers: the revision becomes another one. */
export async function noteChange(
  connection: QdrantConnection,
  collection: string,
  revision: string = crypto.randomUUID(),
): Promise<void> {
  const request: RequestBody<'setPayload'> = { payload: { revision }, points: [metadataId] }
  await connection.write(`note a change in '${collection}'`, (client) =>
    client.setPayload(collection, { wait: true, ...request }),
  )
}

/** A sign of life of whoever builds the collection. */
export async function beat(connection: QdrantConnection, collection: string): Promise<void> {
  const request: RequestBody<'setPayload'> = { payload: { beat: crypto.randomUUID() }, points: [metadataId] }
  await connection.write(`show that '${collection}' is built`, (client) =>
    client.setPayload(collection, { wait: true, ...request }),
  )
}

/** The last one; empty where there is none, or no such collection. */
export async function readBeat(connection: QdrantConnection, collection: string): Promise<string> {
  try {
    return beatOf(await readMetadataPayload(connection, collection)) ?? ''
  } catch (error) {
    if (!isMissing(error)) throw error
    return ''
  }
}

/** For a collection that the names added at run time were copied to. */
export async function carryRevision(connection: QdrantConnection, from: string, to: string): Promise<void> {
  // of whatever version the former is: it is there to be replaced
  const revision = revisionOf(await readMetadataPayload(connection, from))
  if (revision !== undefined) await noteChange(connection, to, revision)
}

/** Names are counted, since they come and go at run time; the rest is as committed. */
export async function readInfo(connection: QdrantConnection, collection: string): Promise<CatalogInfo> {
  const { generation, bigrams, products, kinds, revision } = await readMetadata(connection, collection)
  const metadataPoints = 1
  const names = (await countPoints(connection, collection)) - bigrams - metadataPoints
  return {
    id: generation,
    names,
    bigrams,
    products,
    ...(kinds && { kinds }),
    ...(revision === undefined ? {} : { revision }),
  }
}
