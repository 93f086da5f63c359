import { avalanche } from '../../speller/hash.ts'
import { powerOfTwo } from './embedded-format.ts'

/** Vectors that centroids are learned from, at most. */
const maxSample = 16_384
const rounds = 6

/** About as many as the square root of the number of vectors, so that neither the centroids nor their lists are long. */
export function centroidCount(vectors: number): number {
  return Math.min(vectors, powerOfTwo(Math.sqrt(vectors)))
}

/**
 * Spherical k-means over a seeded sample of the vectors: centroids of length 127, shape [count, dimension], flat. One without
 * vectors stays where it was. Equal vectors give equal centroids.
 */
export function learnCentroids(vectors: Int8Array, dimension: number, count: number): Int8Array {
  const total = vectors.length / dimension
  const sample = Int8Array.from({ length: Math.min(total, maxSample) * dimension })
  const sampled = sample.length / dimension
  for (let i = 0; i < sampled; i++) {
    // one of each stretch of equal length, by a hash of its place
    const [from, until] = [Math.floor((i * total) / sampled), Math.floor(((i + 1) * total) / sampled)]
    const at = from + ((avalanche(i + 1) >>> 0) % (until - from))
    sample.set(vectors.subarray(at * dimension, (at + 1) * dimension), i * dimension)
  }
  const centroids = new Int8Array(count * dimension)
  for (let k = 0; k < count; k++) {
    const at = Math.floor((k * sampled) / count)
    centroids.set(sample.subarray(at * dimension, (at + 1) * dimension), k * dimension)
  }
  for (let round = 0; round < rounds; round++) {
    const sums = new Float64Array(count * dimension)
    nearestCentroids(sample, centroids, dimension).forEach((k, i) => {
      for (let d = 0; d < dimension; d++) sums[k * dimension + d]! += sample[i * dimension + d]!
    })
    for (let k = 0; k < count; k++) {
      const sum = sums.subarray(k * dimension, (k + 1) * dimension)
      const length = Math.hypot(...sum)
      if (length > 0)
        for (let d = 0; d < dimension; d++) centroids[k * dimension + d] = Math.round((127 * sum[d]!) / length)
    }
  }
  return centroids
}

/** Of each vector the centroid with the greatest inner product; of equals the first. O(vectors * centroids). */
export function nearestCentroids(vectors: Int8Array, centroids: Int8Array, dimension: number): Uint32Array {
  const nearest = new Uint32Array(vectors.length / dimension)
  const vector = new Float32Array(dimension)
  const all = Float32Array.from(centroids)
  for (let i = 0; i < nearest.length; i++) {
    for (let d = 0; d < dimension; d++) vector[d] = vectors[i * dimension + d]!
    let best = -Infinity
    for (let k = 0, at = 0; at < all.length; k++, at += dimension) {
      let dot = 0
      for (let d = 0; d < dimension; d++) dot += vector[d]! * all[at + d]!
      if (dot > best) {
        best = dot
        nearest[i] = k
      }
    }
  }
  return nearest
}
