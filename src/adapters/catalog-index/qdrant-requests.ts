import { z } from 'zod'

// Just the request bodies that this adapter sends, and nothing looser: the client's own types let misspelt keys pass.
// `npm test` holds them against Qdrant's published OpenAPI description when that is at hand.

/** How an index keeps its values: in 4, 2 or 1 byte. */
export const vectorDatatypes = ['float32', 'float16', 'uint8'] as const
export type VectorDatatype = (typeof vectorDatatypes)[number]

/** Whether a multivector has a shorter copy beside it, which is searched first: none, or one of a byte a number. */
export const quantizations = ['off', 'scalar'] as const
export type Quantization = (typeof quantizations)[number]

/** How new generations are kept. */
export interface Storage {
  /** Payloads, vectors and indexes on disk: less memory, slower searches. A multivector's shorter copy stays in memory. */
  readonly onDisk: boolean
  /** Of the values of n-grams and deletions. Shorter: less memory, other names near the cut. */
  readonly datatype: VectorDatatype
  readonly quantization: Quantization
}

const id = z.uuid()
const u32 = z.int().min(0).max(0xffffffff)
const sparseVector = z.strictObject({ indices: z.array(u32).min(1), values: z.array(z.number()).min(1) })
const multivector = z.array(z.array(z.number()).min(1)).min(1)
const vectors = z.strictObject({
  grams: sparseVector.exactOptional(),
  deletions: sparseVector.exactOptional(),
  terms: sparseVector.exactOptional(),
  late: multivector.exactOptional(),
})
const texts = z.array(z.string()).min(1)

const condition = z.union([
  z.strictObject({ key: z.string(), match: z.strictObject({ value: z.union([z.string(), z.boolean()]) }) }),
  z.strictObject({ key: z.string(), match: z.strictObject({ any: texts }) }),
  z.strictObject({ is_empty: z.strictObject({ key: z.string() }) }),
  z.strictObject({ has_id: z.array(id).min(1) }),
])
const filter = z.strictObject({
  must: z.array(condition).exactOptional(),
  should: z.array(condition).exactOptional(),
  must_not: z.array(condition).exactOptional(),
})
const sparseParams = z.strictObject({
  modifier: z.literal('idf').exactOptional(),
  index: z.strictObject({ on_disk: z.boolean(), datatype: z.enum(vectorDatatypes) }),
})
const multivectorParams = z.strictObject({
  size: z.int().min(1),
  distance: z.literal('Dot'),
  multivector_config: z.strictObject({ comparator: z.literal('max_sim') }),
  on_disk: z.boolean(),
  // no uint8: the numbers have signs
  datatype: z.enum(['float32', 'float16']),
  hnsw_config: z.strictObject({ on_disk: z.boolean() }),
  quantization_config: z
    .strictObject({ scalar: z.strictObject({ type: z.literal('int8'), always_ram: z.literal(true) }) })
    .exactOptional(),
})
const query = z.strictObject({
  query: z.union([sparseVector, multivector]).exactOptional(),
  using: z.enum(['grams', 'deletions', 'terms', 'late']).exactOptional(),
  params: z
    .strictObject({
      hnsw_ef: z.int().min(1),
      quantization: z.strictObject({ rescore: z.literal(true), oversampling: z.number().min(1) }),
    })
    .exactOptional(),
  filter: filter.exactOptional(),
  limit: z.int().min(1),
  with_payload: texts,
})

export const requestSchemas = {
  createCollection: z.strictObject({
    vectors: z.strictObject({ late: multivectorParams }).exactOptional(),
    sparse_vectors: z.strictObject({ grams: sparseParams, deletions: sparseParams, terms: sparseParams }),
    on_disk_payload: z.boolean(),
    strict_mode_config: z.strictObject({
      enabled: z.literal(true),
      unindexed_filtering_retrieve: z.literal(false),
      unindexed_filtering_update: z.literal(false),
    }),
  }),
  createIndex: z.strictObject({
    field_name: z.enum(['joined', 'form', 'bigram', 'locale', 'live', 'terms', 'sound']),
    field_schema: z.strictObject({ type: z.enum(['keyword', 'bool']), on_disk: z.boolean() }),
  }),
  updateAliases: z.strictObject({
    actions: z.array(
      z.union([
        z.strictObject({ delete_alias: z.strictObject({ alias_name: z.string() }) }),
        z.strictObject({ create_alias: z.strictObject({ alias_name: z.string(), collection_name: z.string() }) }),
      ]),
    ),
  }),
  upsert: z.strictObject({
    points: z.array(z.strictObject({ id, vector: vectors, payload: z.record(z.string(), z.unknown()) })).min(1),
  }),
  setPayload: z.union([
    z.strictObject({
      payload: z.union([z.strictObject({ revision: z.string() }), z.strictObject({ beat: z.string() })]),
      points: z.array(id).min(1),
    }),
    z.strictObject({
      payload: z.record(z.string(), z.literal(true)),
      key: z.literal('removed'),
      points: z.array(id).min(1),
    }),
  ]),
  deletePoints: z.union([z.strictObject({ points: z.array(id).min(1) }), z.strictObject({ filter })]),
  retrieve: z.strictObject({ ids: z.array(id).min(1), with_payload: z.literal(true) }),
  count: z.strictObject({ filter: filter.exactOptional(), exact: z.literal(true) }),
  facet: z.strictObject({ key: z.literal('terms'), limit: z.int().min(1), exact: z.literal(true) }),
  scroll: z.strictObject({
    filter,
    limit: z.int().min(1),
    offset: id.exactOptional(),
    with_payload: z.union([z.literal(true), texts]),
    with_vector: z.literal(false),
  }),
  queryBatch: z.strictObject({ searches: z.array(query).min(1) }),
}

export type RequestBody<K extends keyof typeof requestSchemas> = z.infer<(typeof requestSchemas)[K]>
export type SparseVector = z.infer<typeof sparseVector>
export type Multivector = z.infer<typeof multivector>
export type MultivectorParams = z.infer<typeof multivectorParams>
export type Condition = z.infer<typeof condition>
export type Filter = z.infer<typeof filter>
export type Query = z.infer<typeof query>
export type Point = RequestBody<'upsert'>['points'][number]
