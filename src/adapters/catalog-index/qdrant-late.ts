import { joined } from '../../speller/normalise.ts'
import type { NameEncoder, SearchOptions, TextVectors } from '../../speller/ports.ts'
import type { Hit } from '../../speller/types.ts'
import { refusedAsOtherEncoder, refusedWithoutVectors } from './generations.ts'
import { leastLikeness, meanOfDots } from './max-sim.ts'
import { readMetadata } from './qdrant-collection.ts'
import { isRefused, type QdrantConnection } from './qdrant-connection.ts'
import { nameKeys, nameOf } from './qdrant-points.ts'
import type { Multivector, MultivectorParams, Query, RequestBody, Storage } from './qdrant-requests.ts'
import { type Answer, filtered, metadataIn, metadataQuery, namesOf, type SearchSpans } from './qdrant-search.ts'
import { queriesBeside, uniteHits } from './qdrant-united.ts'

/** What the server's greedy search keeps in view: the more, the fewer names it misses and the longer it takes. */
const searchWidth = 256
/** Names fetched by vectors: those of one joined form tie, and only some of them may be shown. */
const pool = (limit: number) => Math.max(32, 2 * limit)
/**
 * Of all numbers, so that products and their sums stay small in the shortest datatype: a power of two, which leaves every sum exact. Names and
 * spans have the same, since Qdrant rounds a span to the range of the names where these have shorter copies.
 */
const scale = 2 ** -7

/** What a generation notes of its vectors: whose they are, and at which scale. */
export const vectorsMark = ({ id }: NameEncoder) => `${id} x ${scale}`

/** Where a shorter copy is searched first, so many times the names are scored by the vectors themselves. */
const rescored = { rescore: true, oversampling: 2 } as const

/** Of the named vector `late`: as many numbers as the encoder gives, and as many vectors a name. */
export function multivectorParams(dimension: number, { onDisk, datatype, quantization }: Storage): MultivectorParams {
  return {
    size: dimension,
    distance: 'Dot',
    multivector_config: { comparator: 'max_sim' },
    on_disk: onDisk,
    // numbers of a signed byte: none is lost
    datatype: datatype === 'float32' ? 'float32' : 'float16',
    hnsw_config: { on_disk: onDisk },
    ...(quantization === 'scalar' ? { quantization_config: { scalar: { type: 'int8', always_ram: true } } } : {}),
  }
}

/** Undefined for a text without vectors. */
export function multivectorOf(vectors: TextVectors, dimension: number): Multivector | undefined {
  if (vectors.length === 0) return undefined
  return Array.from({ length: vectors.length / dimension }, (_, i) =>
    Array.from(vectors.subarray(i * dimension, (i + 1) * dimension), (value) => value * scale),
  )
}

/** Fails with `catalog_invalid` for a generation whose names have no vectors, or those of another encoder. */
export async function requireVectors(
  connection: QdrantConnection,
  collection: string,
  encoder: NameEncoder | undefined,
): Promise<void> {
  requireEncoder(await readMetadata(connection, collection), encoder)
}

function requireEncoder(found: { generation: string; encoder?: string | undefined }, wanted?: NameEncoder): void {
  if (wanted === undefined || found.encoder === vectorsMark(wanted)) return
  if (found.encoder === undefined) throw refusedWithoutVectors(found.generation)
  throw refusedAsOtherEncoder(found.generation, found.encoder, vectorsMark(wanted))
}

/** Searches by MaxSim over the names' vectors, in one batch. Names added at run time have none, and are found by edits. */
export function createLateSearch(connection: QdrantConnection, alias: string, encoder: NameEncoder): SearchSpans {
  return async (spans, options) => {
    const wanted = [...new Set(spans)].filter((span) => span !== '')
    if (wanted.length === 0 || options.limit < 1) return spans.map(() => [])
    const vectors = await encoder.spans(wanted.map(joined))
    const lookups = wanted.map((span, i) => ({
      span,
      vectors: vectors[i]!.length / encoder.dimension,
      byVectors: byVectors(vectors[i]!, encoder.dimension, options),
      ...queriesBeside(span, options),
    }))
    const request: RequestBody<'queryBatch'> = {
      searches: [
        metadataQuery('generation', 'encoder'),
        ...lookups.flatMap(({ exact, live, byVectors }) => [...exact, ...live, ...byVectors]),
      ],
    }
    const [marked, ...answers] = await connection
      .ask(`search '${alias}'`, (client) => client.queryBatch(alias, request))
      .catch(async (error: unknown) => {
        // a generation without such vectors, made live since this one was opened
        if (isRefused(error)) await requireVectors(connection, alias, encoder)
        throw error
      })
    requireEncoder(metadataIn(marked), encoder)
    let at = 0
    const take = (queries: readonly Query[]) => answers.slice(at, (at += queries.length))
    const hits = new Map<string, Hit[]>()
    for (const { span, exact, live, byVectors, vectors } of lookups) {
      const found = { exact: namesOf(take(exact)), live: namesOf(take(live)) }
      hits.set(span, uniteHits(span, found, likeNames(take(byVectors), vectors), options.limit))
    }
    return spans.map((span) => hits.get(span) ?? [])
  }
}

function byVectors(span: TextVectors, dimension: number, { limit, locale }: SearchOptions): Query[] {
  const query = multivectorOf(span, dimension)
  if (query === undefined) return []
  const common = { ...filtered(locale), limit: pool(limit), with_payload: nameKeys }
  const params = { hnsw_ef: Math.max(searchWidth, pool(limit)), quantization: rescored }
  return [{ query, using: 'late', params, ...common }]
}

/** Names of at least the least likeness; `vectors`: of the span. */
function likeNames(answers: readonly Answer[], vectors: number) {
  return answers
    .flatMap(({ points }) => points)
    .map(({ score, payload }) => ({
      name: nameOf(payload),
      score: meanOfDots(Math.round(score / scale ** 2), vectors),
    }))
    .filter(({ score }) => score >= leastLikeness)
}
