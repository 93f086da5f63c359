import type { TextVectors } from '../../speller/ports.ts'

/** Mean likeness below which a name is no hit: half of what a span's own vectors would have. */
export const leastLikeness = 0.5

const square = 127 ** 2

/** Cosine of two vectors of length 127. */
export function likenessOf(a: Int8Array, aAt: number, b: Int8Array, bAt: number, dimension: number): number {
  let dot = 0
  for (let i = 0; i < dimension; i++) dot += a[aAt + i]! * b[bAt + i]!
  return dot / square
}

/**
 * MaxSim by vector of the span: the mean, over its vectors, of the greatest cosine with one of a name's, which are those from
 * `from` until before `until` among `vectors`. In [-1, 1], but for rounding; -1 for a name without vectors.
 */
export function meanLikeness(
  span: TextVectors,
  vectors: Int8Array,
  from: number,
  until: number,
  dimension: number,
): number {
  let sum = 0
  for (let at = 0; at < span.length; at += dimension) {
    let best = -1
    for (let own = from; own < until; own++)
      best = Math.max(best, likenessOf(span, at, vectors, own * dimension, dimension))
    sum += best
  }
  return (sum * dimension) / span.length
}
