import { SpellerError } from './errors.ts'
import { fnv1a } from './hash.ts'

/**
 * How near words are to one another in meaning, learned from running text. A hashed table: it compares two words, and cannot list its
 * words. One word in about 43,000 that it lacks is taken for one that it has.
 */
export interface WordVectors {
  has(term: string): boolean
  /** Cosine of the vectors of two terms, in [-1, 1]; 0 where either has none. */
  similarity(a: string, b: string): number
}

export const emptyWordVectors: WordVectors = { has: () => false, similarity: () => 0 }

const magic = 0x56574d51 // "QMWV"
const headerBytes = 12
const most = 127

/**
 * File: magic, words, dimension (u32 each), hashes of the words in ascending order (u32), their vectors (i8, the greatest part of each
 * 127 or -127). Little-endian. All vectors must have `dimension` parts. Of words that share a hash the first is kept.
 */
export function encodeWordVectors(vectorOf: ReadonlyMap<string, ArrayLike<number>>, dimension: number): Uint8Array {
  const byHash = new Map<number, ArrayLike<number>>()
  for (const [word, vector] of vectorOf) if (!byHash.has(fnv1a(word))) byHash.set(fnv1a(word), vector)
  const hashes = Uint32Array.from(byHash.keys()).sort()
  const vectors = new Int8Array(hashes.length * dimension)
  hashes.forEach((hash, w) => {
    const vector = byHash.get(hash)!
    let greatest = 0
    for (let i = 0; i < dimension; i++) greatest = Math.max(greatest, Math.abs(vector[i]!))
    for (let i = 0; i < dimension; i++) vectors[w * dimension + i] = Math.round((vector[i]! / (greatest || 1)) * most)
  })
  const file = new Uint8Array(headerBytes + hashes.byteLength + vectors.byteLength)
  file.set(new Uint8Array(Uint32Array.of(magic, hashes.length, dimension).buffer))
  file.set(new Uint8Array(hashes.buffer), headerBytes)
  file.set(new Uint8Array(vectors.buffer), headerBytes + hashes.byteLength)
  return file
}

/** Reads from the file's own memory. Throws SpellerError `model_invalid` for a file of another kind or size. */
export function decodeWordVectors(file: Uint8Array): WordVectors {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength)
  const [found, words, dimension] = file.byteLength < headerBytes ? [] : [0, 4, 8].map((at) => view.getUint32(at, true))
  if (found !== magic || file.byteLength !== headerBytes + words! * (4 + dimension!))
    throw new SpellerError('model_invalid', 'the table of word vectors is damaged; restore it')
  const size = dimension!
  const vectors = new Int8Array(file.buffer, file.byteOffset + headerBytes + words! * 4, words! * size)
  const find = (term: string): number => {
    const hash = fnv1a(term)
    let low = 0
    let high = words!
    while (low < high) {
      const middle = (low + high) >>> 1
      if (view.getUint32(headerBytes + middle * 4, true) < hash) low = middle + 1
      else high = middle
    }
    return low < words! && view.getUint32(headerBytes + low * 4, true) === hash ? low : -1
  }
  return {
    has: (term) => find(term) >= 0,
    similarity(a, b) {
      const [x, y] = [find(a), find(b)]
      if (x < 0 || y < 0) return 0
      let [xy, xx, yy] = [0, 0, 0]
      for (let i = 0; i < size; i++) {
        const [p, q] = [vectors[x * size + i]!, vectors[y * size + i]!]
        xy += p * q
        xx += p * p
        yy += q * q
      }
      return xx === 0 || yy === 0 ? 0 : xy / Math.sqrt(xx * yy)
    },
  }
}
