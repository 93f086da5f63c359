import type { TextVectors } from '../../speller/ports.ts'

/** Mean likeness below which a name is no hit: half of what a span's own vectors would have. */
export const leastLikeness = 0.5

const square = 127 ** 2

function dot(a: Int8Array, aAt: number, b: Int8Array, bAt: number, dimension: number): number {
  let sum = 0
  for (let i = 0; i < dimension; i++) sum += a[aAt + i]! * b[bAt + i]!
  return sum
}

/** Cosine of two vectors of length 127. */
export function likenessOf(a: Int8Array, aAt: number, b: Int8Array, bAt: number, dimension: number): number {
  return dot(a, aAt, b, bAt, dimension) / square
}

/** Mean cosine of so many vectors, from the sum of their inner products: a whole number, so that equal sums tie in every engine. */
export function meanOfDots(sum: number, vectors: number): number {
  return sum / square / vectors
}

/**
 * MaxSim by vector of the span: the mean, over its vectors, of the greatest cosine with one of a name's. In [-1, 1], but for rounding; -1
 * for a name without vectors.
 */
export function meanLikeness(span: TextVectors, name: TextVectors, dimension: number): number {
  let sum = 0
  for (let at = 0; at < span.length; at += dimension) {
    let best = -square
    for (let own = 0; own < name.length; own += dimension) best = Math.max(best, dot(span, at, name, own, dimension))
    sum += best
  }
  return meanOfDots(sum, span.length / dimension)
}
