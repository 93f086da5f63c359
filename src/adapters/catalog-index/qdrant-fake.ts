import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import {
  type Filter,
  type Multivector,
  type Point,
  type Query,
  type RequestBody,
  requestSchemas,
  type SparseVector,
} from './qdrant-requests.ts'

interface Collection {
  readonly points: Map<string, Point>
  readonly indexed: Set<string>
  /** Numbers of a vector for late interaction; undefined where names have none. */
  readonly late: number | undefined
}
type Handler = (body: never, collection: Collection, name: string) => unknown

class Refusal extends Error {
  readonly status: number
  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

/**
 * A stand-in for Qdrant over HTTP, in memory, for tests: just the requests of this adapter. Stricter than Qdrant: refuses
 * unknown keys, filters on keys without an index, and writes that do not wait. Scores are exact. `before` sees each request
 * ("POST /collections") first, and may answer it with an error status, or drop the connection with status 0.
 */
export async function openFakeQdrant(
  before: (path: string) => number | undefined | Promise<number | undefined> = () => undefined,
) {
  const collections = new Map<string, Collection>()
  const aliases = new Map<string, string>()

  const handlers: Record<string, { schema?: keyof typeof requestSchemas; waits?: true; handle: Handler }> = {
    'GET /collections': { handle: () => ({ collections: [...collections.keys()].map((name) => ({ name })) }) },
    'GET /aliases': {
      handle: () => ({
        aliases: [...aliases].map(([alias_name, collection_name]) => ({ alias_name, collection_name })),
      }),
    },
    'POST /collections/aliases': {
      schema: 'updateAliases',
      handle: ({ actions }: RequestBody<'updateAliases'>) => {
        for (const action of actions)
          if ('delete_alias' in action) {
            if (!aliases.delete(action.delete_alias.alias_name)) throw new Refusal(404, 'no such alias')
          } else aliases.set(action.create_alias.alias_name, action.create_alias.collection_name)
        return true
      },
    },
    'PUT /collections/*': {
      schema: 'createCollection',
      handle: ({ vectors }: RequestBody<'createCollection'>, _collection, name) => {
        if (collections.has(name)) throw new Refusal(409, `Wrong input: Collection \`${name}\` already exists!`)
        collections.set(name, { points: new Map(), indexed: new Set(), late: vectors?.late.size })
        return true
      },
    },
    'DELETE /collections/*': {
      handle: (_body, _collection, name) => {
        for (const [alias, collection] of aliases) if (collection === name) aliases.delete(alias)
        return collections.delete(name)
      },
    },
    'PUT /collections/*/index': {
      schema: 'createIndex',
      waits: true,
      handle: ({ field_name }: RequestBody<'createIndex'>, { indexed }) => updated(() => indexed.add(field_name)),
    },
    'PUT /collections/*/points': {
      schema: 'upsert',
      waits: true,
      handle: (body: RequestBody<'upsert'>, { points, late }) =>
        updated(() =>
          body.points.forEach((point) => {
            if (point.vector.late) requireSize(point.vector.late, late)
            points.set(point.id, point)
          }),
        ),
    },
    'POST /collections/*/points': {
      schema: 'retrieve',
      handle: ({ ids }: RequestBody<'retrieve'>, { points }) =>
        ids.flatMap((id) => points.get(id) ?? []).map(({ id, payload }) => ({ id, payload })),
    },
    'POST /collections/*/points/payload': {
      schema: 'setPayload',
      waits: true,
      handle: ({ points: ids, payload, ...rest }: RequestBody<'setPayload'>, { points }) =>
        updated(() =>
          ids.forEach((id) => {
            const point = points.get(id)
            if (!point) return
            const own = 'key' in rest ? (point.payload[rest.key] as Point['payload'] | undefined) : point.payload
            const merged = { ...own, ...payload }
            const added = 'key' in rest ? { [rest.key]: merged } : merged
            points.set(id, { ...point, payload: { ...point.payload, ...added } })
          }),
        ),
    },
    'POST /collections/*/points/delete': {
      schema: 'deletePoints',
      waits: true,
      handle: (body: RequestBody<'deletePoints'>, collection) => {
        const ids = 'points' in body ? body.points : matching(collection, body.filter).map((point) => point.id)
        return updated(() => ids.forEach((id) => collection.points.delete(id)))
      },
    },
    'POST /collections/*/points/count': {
      schema: 'count',
      handle: ({ filter }: RequestBody<'count'>, collection) => ({ count: matching(collection, filter).length }),
    },
    'POST /collections/*/facet': {
      schema: 'facet',
      handle: ({ key, limit }: RequestBody<'facet'>, { points, indexed }) => {
        if (!indexed.has(key)) throw new Refusal(400, `no index for '${key}'`)
        const counts = new Map<unknown, number>()
        for (const { payload } of points.values())
          for (const value of new Set(valuesOf(payload[key]))) counts.set(value, (counts.get(value) ?? 0) + 1)
        return { hits: Array.from(counts, ([value, count]) => ({ value, count })).slice(0, limit) }
      },
    },
    'POST /collections/*/points/scroll': {
      schema: 'scroll',
      handle: ({ filter, offset = '', limit }: RequestBody<'scroll'>, collection) => {
        const points = matching(collection, filter).filter((point) => point.id >= offset)
        points.sort((a, b) => (a.id < b.id ? -1 : 1))
        const page = points.slice(0, limit).map(({ id, payload }) => ({ id, payload }))
        return { points: page, next_page_offset: points[limit]?.id ?? null }
      },
    },
    'POST /collections/*/points/query/batch': {
      schema: 'queryBatch',
      handle: ({ searches }: RequestBody<'queryBatch'>, collection) =>
        searches.map((search) => ({ points: answer(collection, search) })),
    },
  }

  const respond = async (request: IncomingMessage): Promise<unknown> => {
    const url = new URL(request.url!, 'http://fake')
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const status = await before(`${request.method} ${url.pathname}`)
    if (status !== undefined) throw new Refusal(status, 'told to fail')
    const named = /^\/collections\/([^/]+)/.exec(url.pathname)?.[1]
    const isNamed = named !== undefined && named !== 'aliases'
    const path = isNamed ? url.pathname.replace(named, '*') : url.pathname
    const route = handlers[`${request.method} ${path}`]
    if (!route) throw new Refusal(404, `no such path: ${request.method} ${url.pathname}`)
    if (route.waits && url.searchParams.get('wait') !== 'true') throw new Refusal(400, 'a write must wait')
    const text = Buffer.concat(chunks).toString()
    const body = route.schema && requestSchemas[route.schema].safeParse(JSON.parse(text))
    if (body?.success === false) throw new Refusal(400, body.error.message)
    const collection = isNamed ? collections.get(aliases.get(named) ?? named) : undefined
    if (isNamed && !collection && path !== '/collections/*')
      throw new Refusal(404, `Not found: Collection \`${named}\` doesn't exist!`)
    return route.handle(body?.data as never, collection!, named ?? '')
  }

  const server = createServer((request, response) => {
    void respond(request)
      .then(
        (result) => ({ status: 200, body: { result, status: 'ok', time: 0 } }),
        (error: unknown) => ({
          status: error instanceof Refusal ? error.status : 500,
          body: { status: { error: String(error) }, time: 0 },
        }),
      )
      .then(({ status, body }) => {
        if (status === 0) return request.socket.destroy()
        response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
      })
  })
  const listen = (port: number) => new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  await listen(0)
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    collections: () => [...collections.keys()],
    /** After `close`: at the same address, with what it held. */
    start: () => listen(port),
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function updated(change: () => unknown) {
  change()
  return { operation_id: 0, status: 'completed' }
}

function requireSize(vectors: Multivector, size: number | undefined): void {
  if (size === undefined) throw new Refusal(400, 'Wrong input: Not existing vector name error: late')
  if (vectors.some((vector) => vector.length !== size))
    throw new Refusal(400, `Wrong input: Vector dimension error: expected dim: ${size}`)
}

function answer(collection: Collection, { query, using, filter, limit }: Query) {
  const points = matching(collection, filter)
  const scored = query ? nearest(collection, points, using!, query) : points.map((point) => ({ point, score: 0 }))
  return scored.slice(0, limit).map(({ point, score }) => ({ id: point.id, version: 0, score, payload: point.payload }))
}

function nearest(
  collection: Collection,
  points: readonly Point[],
  using: NonNullable<Query['using']>,
  query: NonNullable<Query['query']>,
) {
  if (using === 'late') {
    requireSize(query as Multivector, collection.late)
    requireRange(query as Multivector, points)
    const like = points.flatMap((point) => {
      const own = point.vector.late
      return own ? [{ point, score: maxSim(query as Multivector, own) }] : []
    })
    return like.sort((a, b) => b.score - a.score)
  }
  return sparseNearest(collection, points, using, query as SparseVector)
}

/** A byte a number has the range of the names: of a query that is much smaller next to nothing would be left. */
function requireRange(query: Multivector, points: readonly Point[]): void {
  const greatest = (vectors: Multivector) => Math.max(0, ...vectors.flat().map(Math.abs))
  const range = greatest(points.flatMap((point) => point.vector.late ?? []))
  if (greatest(query) < range / 64)
    throw new Refusal(400, 'a query much smaller than the names is lost in a copy of bytes')
}

function maxSim(query: Multivector, own: Multivector): number {
  const dot = (a: readonly number[], b: readonly number[]) => a.reduce((sum, value, i) => sum + value * b[i]!, 0)
  return query.reduce((sum, vector) => sum + Math.max(...own.map((each) => dot(vector, each))), 0)
}

function sparseNearest(
  collection: Collection,
  points: readonly Point[],
  using: Exclude<NonNullable<Query['using']>, 'late'>,
  query: SparseVector,
) {
  const vectors = [...collection.points.values()].flatMap((point) => point.vector[using] ?? [])
  const weights = new Map(
    query.indices.map((index, i) => {
      const n = vectors.filter((vector) => vector.indices.includes(index)).length
      const idf = Math.log((vectors.length - n + 0.5) / (n + 0.5) + 1)
      return [index, query.values[i]! * (using === 'grams' ? idf : 1)]
    }),
  )
  return points
    .map((point) => {
      const vector = point.vector[using]
      const score = vector?.indices.reduce((sum, at, i) => sum + (weights.get(at) ?? 0) * vector.values[i]!, 0) ?? 0
      return { point, score }
    })
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
}

function valuesOf(value: unknown): readonly unknown[] {
  return value === undefined ? [] : Array.isArray(value) ? value : [value]
}

function matching({ points, indexed }: Collection, filter: Filter = {}): Point[] {
  const holds = (point: Point) => (condition: NonNullable<Filter['must']>[number]) => {
    if ('has_id' in condition) return condition.has_id.includes(point.id)
    const key = 'is_empty' in condition ? condition.is_empty.key : condition.key
    if (!indexed.has(key)) throw new Refusal(400, `no index for '${key}'`)
    const value = point.payload[key]
    if ('is_empty' in condition) return value === undefined
    const { match } = condition
    return valuesOf(value).some((own) => ('any' in match ? match.any.includes(own as string) : match.value === own))
  }
  return [...points.values()].filter(
    (point) =>
      (filter.must?.every(holds(point)) ?? true) &&
      (filter.should?.some(holds(point)) ?? true) &&
      !(filter.must_not?.some(holds(point)) ?? false),
  )
}
