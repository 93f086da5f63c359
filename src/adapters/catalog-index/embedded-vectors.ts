import { joined } from '../../speller/normalise.ts'
import type { NameEncoder } from '../../speller/ports.ts'
import { decodeSource, encodeArrays, type FileKind } from './array-file.ts'
import type { ByteSource } from './byte-source.ts'
import { centroidCount, learnCentroids, nearestCentroids } from './centroids.ts'
import { offsets } from './embedded-format.ts'
import type { EmbeddedIndex } from './embedded-search.ts'
import { refusedAsOtherEncoder, refusedWithoutVectors } from './generations.ts'

/** The vectors of a generation's names. Shapes: N names in the order of the index, V vectors of D numbers, K centroids. */
export interface NameVectors {
  readonly header: VectorHeader
  /** [N + 1] first vector of each name. */
  readonly vectorAt: Uint32Array
  /** Shape [vectors of the name, D], flat. */
  vectorsOf(name: number): Int8Array
  /** [K, D] */
  readonly centroids: Int8Array
  /** [K + 1] into `centroidNames`. */
  readonly centroidAt: Uint32Array
  /** Names with a vector that is nearest to the centroid, ascending, each once. */
  readonly centroidNames: Uint32Array
  /** Lets go of the file. */
  close(): void
}

interface VectorHeader {
  readonly version: number
  /** Of the generation. */
  readonly id: string
  /** Of the encoder that made the vectors. */
  readonly encoder: string
  readonly dimension: number
}

type ArrayKey = 'vectorAt' | 'vectors' | 'centroids' | 'centroidAt' | 'centroidNames'
const kind: FileKind<ArrayKey> = {
  magic: 0x564c4d51, // "QMLV"
  version: 1,
  title: 'The file of name vectors',
  layout: { vectorAt: 'u32', vectors: 'i8', centroids: 'i8', centroidAt: 'u32', centroidNames: 'u32' },
}

/** Names that are encoded in one call. */
const batchSize = 4096

/** Bytes of the file of vectors for an index. As slow as the encoder. */
export async function buildVectors(index: EmbeddedIndex, encoder: NameEncoder): Promise<Uint8Array> {
  const { names, id } = index.header
  const { dimension } = encoder
  const parts: Int8Array[] = []
  for (let at = 0; at < names; at += batchSize) {
    const size = Math.min(batchSize, names - at)
    parts.push(...(await encoder.names(Array.from({ length: size }, (_, i) => joined(index.nameAt(at + i).form)))))
  }
  const vectorAt = offsets(parts.map((part) => part.length / dimension))
  const vectors = new Int8Array(vectorAt[names]! * dimension)
  parts.forEach((part, i) => vectors.set(part, vectorAt[i]! * dimension))
  const centroids = learnCentroids(vectors, dimension, centroidCount(vectorAt[names]!))
  const nearest = nearestCentroids(vectors, centroids, dimension)
  const lists: number[][] = Array.from({ length: centroids.length / dimension }, () => [])
  for (let name = 0; name < names; name++)
    for (const k of new Set(nearest.subarray(vectorAt[name], vectorAt[name + 1]))) lists[k]!.push(name)
  const centroidAt = offsets(lists.map(({ length }) => length))
  const centroidNames = new Uint32Array(centroidAt[lists.length]!)
  lists.forEach((list, k) => centroidNames.set(list, centroidAt[k]))
  const header: VectorHeader = { version: kind.version, id, encoder: encoder.id, dimension }
  return encodeArrays(kind, header, { vectorAt, vectors, centroids, centroidAt, centroidNames })
}

/**
 * Over the file, whose vectors stay where they are and are read a name at a time. Fails with `catalog_invalid` where there is none, where it
 * is damaged, and where its vectors are another encoder's or another generation's; it is closed then.
 */
export function openVectors(file: ByteSource | undefined, index: EmbeddedIndex, encoder: NameEncoder): NameVectors {
  const { id, names } = index.header
  if (file === undefined) throw refusedWithoutVectors(id)
  try {
    const { header, arrays, pagedAt } = decodeSource<ArrayKey, 'vectors', VectorHeader>(kind, file, 'vectors')
    const { vectorAt, ...others } = arrays as unknown as Omit<NameVectors, 'header' | 'vectorsOf' | 'close'>
    if (header.encoder !== encoder.id || header.id !== id || vectorAt.length !== names + 1)
      throw refusedAsOtherEncoder(id, header.encoder, encoder.id)
    return {
      header,
      vectorAt,
      ...others,
      vectorsOf(name) {
        const [from, until] = [vectorAt[name]! * header.dimension, vectorAt[name + 1]! * header.dimension]
        const bytes = file.page(pagedAt + from, until - from)
        return new Int8Array(bytes.buffer as ArrayBuffer, bytes.byteOffset, bytes.length)
      },
      close: () => file.close(),
    }
  } catch (error) {
    file.close()
    throw error
  }
}
