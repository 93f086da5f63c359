import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { Ajv, type ErrorObject } from 'ajv'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { nameOf } from './contract.ts'
import { openLetterEncoder } from './late-testing.ts'
import { openFakeQdrant } from './qdrant-fake.ts'
import { requestSchemas } from './qdrant-requests.ts'
import { openQdrantStore } from './qdrant.ts'

type Json = null | boolean | number | string | Json[] | { [key: string]: Json }
interface Operation {
  readonly operationId: string
  readonly parameters?: readonly { readonly name: string; readonly in: string }[]
  readonly requestBody?: Content
  readonly responses: { readonly '200': Content }
}
interface Content {
  readonly content: { readonly 'application/json': { readonly schema: object } }
}
interface Exchange {
  readonly method: string
  readonly path: string
  readonly parameters: readonly string[]
  readonly request: unknown
  readonly response: unknown
}

const file =
  process.env['QDRANT_OPENAPI'] ?? resolve(import.meta.dirname, '../../../../shared/data/qdrant-openapi-1.18.json')

/**
 * OpenAPI 3.0 to JSON Schema. Without it nearly everything passes: a bare `nullable` branch takes any value, and unknown
 * keys are allowed.
 */
function toJsonSchema(value: Json): Json {
  if (Array.isArray(value)) return value.map(toJsonSchema)
  if (value === null || typeof value !== 'object') return value
  const { nullable, example: _example, discriminator: _discriminator, ...rest } = value
  if (nullable === true && Object.keys(rest).every((key) => key === 'description')) return { type: 'null' }
  const schema = Object.fromEntries(Object.entries(rest).map(([key, part]) => [key, toJsonSchema(part)]))
  if (typeof schema['$ref'] === 'string') return { $ref: schema['$ref'].replace('#', 'qdrant#') }
  if (nullable === true && typeof schema['type'] === 'string') schema['type'] = [schema['type'], 'null']
  if (nullable === true && Array.isArray(schema['enum'])) schema['enum'] = [...schema['enum'], null]
  if ('properties' in schema && !('allOf' in schema) && !('anyOf' in schema)) schema['additionalProperties'] ??= false
  return schema
}

/** Finds what is wrong with a request or an answer; empty when all is well. */
function openChecker() {
  const description = toJsonSchema(JSON.parse(readFileSync(file, 'utf8')) as Json) as unknown as {
    components: object
    paths: Record<string, Record<string, Operation>>
  }
  const ajv = new Ajv({ strict: false, validateFormats: false })
  ajv.addSchema({ components: description.components }, 'qdrant')
  const paths = Object.keys(description.paths).map((path) => ({
    path,
    pattern: new RegExp(`^${path.replace(/\{[^}]+\}/g, '[^/]+')}$`),
  }))
  const errors = ({ content }: Content, value: unknown): ErrorObject[] => {
    const validate = ajv.compile(content['application/json'].schema)
    return validate(value) ? [] : validate.errors!
  }
  const operationOf = ({ method, path }: Pick<Exchange, 'method' | 'path'>): Operation | undefined =>
    paths
      .filter(({ pattern }) => pattern.test(path))
      .sort((a, b) => Number(a.path.includes('{')) - Number(b.path.includes('{')))
      .map((found) => description.paths[found.path]?.[method.toLowerCase()])
      .find((found) => found !== undefined)
  return {
    operationOf,
    problems(exchange: Exchange): unknown[] {
      const operation = operationOf(exchange)
      if (!operation) return [`no such operation: ${exchange.method} ${exchange.path}`]
      const known = operation.parameters?.filter((parameter) => parameter.in === 'query').map(({ name }) => name) ?? []
      const unknown = exchange.parameters.filter((parameter) => !known.includes(parameter))
      const body = operation.requestBody
      return [
        ...unknown.map((parameter) => `no such parameter: ${parameter}`),
        ...(body ? errors(body, exchange.request) : []),
        ...(body === undefined && exchange.request !== undefined ? ['a body where none belongs'] : []),
        ...errors(operation.responses['200'], exchange.response),
      ]
    },
  }
}

let checker: ReturnType<typeof openChecker> | undefined
const theChecker = () => (checker ??= openChecker())

/** Everything that the adapter can ask of a server, once. */
async function useEverything(url: string): Promise<void> {
  const collection = `test-${randomBytes(6).toString('hex')}`
  const encoder = openLetterEncoder()
  const compact = { onDisk: true, datatype: 'uint8', quantization: 'scalar' } as const
  const lease = { beatMs: 10, deadAfterMs: 0 }
  const store = openQdrantStore({ url, collection, timeoutMs: 10_000, apiKey: 'key', lease })
  const unfinished = await store.build()
  await unfinished.addNames([nameOf('left behind')])
  await new Promise((resolve) => setTimeout(resolve, 50))
  const aborted = await store.build()
  await aborted.abort()
  const index = await store.open()
  await index.upsert([nameOf('Hygeeni'), nameOf('Zorb', { locale: 'de-DE' })])
  for (const [products, kept] of [
    [2, {}],
    [3, { storage: compact, retriever: 'late-interaction', encoder }],
  ] as const) {
    const builder = await openQdrantStore({ url, collection, timeoutMs: 10_000, apiKey: 'key', lease, ...kept }).build()
    await builder.addNames([nameOf('Red Bull', { kind: 'line', count: 4 }), nameOf('a very long title phrase')])
    await builder.addBigrams([{ form: 'red bull', count: 3 }])
    await builder.commit({ products })
  }
  const spans = ['red bul', 'nike', 'a very long title frase', 'tv']
  const hits = await index.search(spans, { limit: 5, locale: 'de-DE' })
  expect(hits.map((own) => own[0]?.name.form)).toEqual(['red bull', undefined, 'a very long title phrase', undefined])
  await index.search(spans, { limit: 5 })
  for (const retriever of ['bm25', 'fuzzy-bm25', 'late-interaction'] as const) {
    const by = { url, collection, timeoutMs: 10_000, apiKey: 'key', retriever, encoder }
    const other = await openQdrantStore(by).open()
    const [own] = await other.search(['red bull can', 'tv'], { limit: 5, locale: 'de-DE' })
    expect(own![0]?.name.form).toBe('red bull')
  }
  expect(await index.counts(['red bull', 'hygeeni', 'nothing'])).toEqual([4, 1, 0])
  await index.remove(['zorb'])
  expect(await index.info()).toMatchObject({ names: 3, bigrams: 1, products: 3 })
  await index.close()
  const { result } = (await (await fetch(`${url}/aliases`)).json()) as {
    result: { aliases: { alias_name: string; collection_name: string }[] }
  }
  const live = result.aliases.find(({ alias_name }) => alias_name === collection)!.collection_name
  await fetch(`${url}/collections/${live}`, { method: 'DELETE' })
}

const liveUrl = process.env['QDRANT_URL']

describe.skipIf(!existsSync(file))(
  `Qdrant's OpenAPI description (skipped where the file is absent: set QDRANT_OPENAPI)`,
  () => {
    const exchanges: Exchange[] = []
    const realFetch = globalThis.fetch
    beforeEach(() => {
      exchanges.length = 0
      globalThis.fetch = async (input, init) => {
        const { pathname, searchParams } = new URL(input instanceof Request ? input.url : input)
        const text = init?.body as string | undefined
        const answer = await realFetch(input, init)
        if (answer.ok)
          exchanges.push({
            method: init?.method ?? 'GET',
            path: pathname,
            parameters: [...searchParams.keys()],
            request: text === undefined ? undefined : JSON.parse(text),
            response: await answer.clone().json(),
          })
        return answer
      }
    })
    afterEach(() => {
      globalThis.fetch = realFetch
    })

    const sent = [
      'count_points',
      'create_collection',
      'create_field_index',
      'delete_collection',
      'delete_points',
      'facet',
      'get_collections',
      'get_collections_aliases',
      'get_points',
      'query_batch_points',
      'scroll_points',
      'set_payload',
      'update_aliases',
      'upsert_points',
    ]

    it('allows every request, and describes every answer of the fake server', async () => {
      const server = await openFakeQdrant()
      await useEverything(server.url).finally(() => server.close())
      const checker = theChecker()
      for (const exchange of exchanges)
        expect({ exchange, problems: checker.problems(exchange) }).toMatchObject({ problems: [] })
      const operations = new Set(exchanges.map((exchange) => checker.operationOf(exchange)?.operationId))
      expect([...operations].sort()).toEqual(sent)
    })

    it.skipIf(!liveUrl)(
      'describes every answer of the server at QDRANT_URL (skipped where it is not set)',
      async () => {
        await useEverything(liveUrl!)
        const checker = theChecker()
        for (const exchange of exchanges)
          expect({ exchange, problems: checker.problems(exchange) }).toMatchObject({ problems: [] })
      },
    )

    const search = { query: { indices: [1], values: [1] }, using: 'grams', limit: 3, with_payload: ['form'] }
    it.each([
      ['a misspelt key', { searches: [{ ...search, limitt: 3 }] }],
      ['a misspelt key of a vector', { searches: [{ ...search, query: { indexes: [1], values: [1] } }] }],
      [
        'a misspelt key of a filter',
        { searches: [{ ...search, filter: { must: [{ key: 'form', matches: { value: 'a' } }] } }] },
      ],
      ['a misspelt key of the parameters', { searches: [{ ...search, params: { hnswEf: 3 } }] }],
      ['a wrong type', { searches: [{ ...search, limit: 'three' }] }],
      ['a limit of 0', { searches: [{ ...search, limit: 0 }] }],
      ['no searches', {}],
    ])('refuses %s, as do the schemas of this adapter', (_what, request) => {
      const exchange = {
        method: 'POST',
        path: '/collections/shop/points/query/batch',
        parameters: [],
        response: { result: [] },
      }
      const checker = theChecker()
      expect(checker.problems({ ...exchange, request: { searches: [search] } })).toEqual([])
      expect(requestSchemas.queryBatch.safeParse({ searches: [search] }).success).toBe(true)
      expect(checker.problems({ ...exchange, request })).not.toEqual([])
      expect(requestSchemas.queryBatch.safeParse(request).success).toBe(false)
    })

    it('refuses a misspelt key of a collection, a parameter and a path that are not there', () => {
      const checker = theChecker()
      const exchange = { method: 'PUT', path: '/collections/shop', parameters: [], response: { result: true } }
      expect(checker.problems({ ...exchange, request: { on_disk_payload: true } })).toEqual([])
      expect(checker.problems({ ...exchange, request: { ondisk_payload: true } })).not.toEqual([])
      const multivector = { size: 2, distance: 'Dot', multivector_config: { comparator: 'max_sim' } }
      expect(checker.problems({ ...exchange, request: { vectors: { late: multivector } } })).toEqual([])
      const misspelt = { ...multivector, multivector_config: { comparator: 'maxsim' } }
      expect(checker.problems({ ...exchange, request: { vectors: { late: misspelt } } })).not.toEqual([])
      expect(checker.problems({ ...exchange, parameters: ['waits'], request: {} })).toEqual([
        'no such parameter: waits',
      ])
      expect(checker.problems({ ...exchange, path: '/collection/shop', request: {} })).toHaveLength(1)
    })
  },
)
