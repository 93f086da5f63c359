import { z } from 'zod'
import { SpellerError } from '../../speller/errors.ts'
import type { TextVectors } from '../../speller/ports.ts'
import type { States } from './onnx-model.ts'

/** From a state of the encoder to a small vector: `matrix` times (state - `mean`). */
export interface Projection {
  /** Id of the encoder whose states it was learned from. */
  readonly encoder: string
  readonly dimension: number
  /** [d] */
  readonly mean: Float32Array
  /** [dimension, d] */
  readonly matrix: Float32Array
}

export const projectionFile = 'name-projection.json'

/** Length of a vector: the greatest number of a signed byte. */
const unit = 127

const floats = z.base64().transform((text) => {
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))
  return new Float32Array(bytes.buffer, 0, bytes.length >>> 2)
})
const schema = z.object({ encoder: z.string(), dimension: z.int().positive(), mean: floats, matrix: floats })

/** Reads what `formatProjection` wrote. Fails with `model_invalid` for another thing, or for another encoder's. */
export function parseProjection(text: string, path: string, encoder: { id: string; d: number }): Projection {
  const parsed = schema.safeParse(parseJson(text))
  const learnAnew = 'Learn it anew with training/src/learn-name-projection.ts.'
  if (!parsed.success)
    throw new SpellerError('model_invalid', `${path} is no projection: ${z.prettifyError(parsed.error)}. ${learnAnew}`)
  const { mean, matrix, dimension } = parsed.data
  if (parsed.data.encoder !== encoder.id || mean.length !== encoder.d || matrix.length !== dimension * encoder.d)
    throw new SpellerError(
      'model_invalid',
      `${path} was learned for the encoder ${parsed.data.encoder}, and the model has ${encoder.id}. ${learnAnew}`,
    )
  return parsed.data
}

export function formatProjection({ encoder, dimension, mean, matrix }: Projection): string {
  const base64 = (values: Float32Array) =>
    btoa(Array.from(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), byteToLetter).join(''))
  return `${JSON.stringify({ encoder, dimension, mean: base64(mean), matrix: base64(matrix) })}\n`
}

/** States on either side whose projections a vector is a mean of, weighed less the farther they are: 3, 2 and 1 against 4. */
const reach = 3

/**
 * A vector for every state: the mean of the projections of the states around it, since a single state says little but its byte.
 * So neighbours resemble each other, and one may stand for another.
 */
export function project({ mean, matrix, dimension }: Projection, states: States): TextVectors {
  const d = mean.length
  const count = states.length / d
  const projected = new Float32Array(count * dimension)
  for (let at = 0; at < count; at++) {
    for (let row = 0; row < dimension; row++) {
      let sum = 0
      for (let i = 0; i < d; i++) sum += matrix[row * d + i]! * (states[at * d + i]! - mean[i]!)
      projected[at * dimension + row] = sum
    }
    scaleTo(1, projected.subarray(at * dimension, (at + 1) * dimension))
  }
  const vectors = new Int8Array(count * dimension)
  const pooled = new Float32Array(dimension)
  for (let at = 0; at < count; at++) {
    pooled.fill(0)
    for (let other = Math.max(0, at - reach); other <= Math.min(count - 1, at + reach); other++) {
      const weight = reach + 1 - Math.abs(other - at)
      for (let row = 0; row < dimension; row++) pooled[row]! += weight * projected[other * dimension + row]!
    }
    scaleTo(unit, pooled)
    for (let row = 0; row < dimension; row++) vectors[at * dimension + row] = Math.round(pooled[row]!)
  }
  return vectors
}

/** A vector of zeros stays so. */
function scaleTo(length: number, vector: Float32Array): void {
  const scale = length / (Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0)) || 1)
  for (let i = 0; i < vector.length; i++) vector[i]! *= scale
}

/**
 * The gate: deletes vectors until one is left for every `bytesPerVector` (rounded up), each time the one that is most like a
 * neighbour still there, the first of equals: what a neighbour says as well is missed least.
 */
export function gate(vectors: TextVectors, dimension: number, bytesPerVector: number): TextVectors {
  const kept = Array.from({ length: vectors.length / dimension }, (_, at) => at)
  const most = Math.ceil(kept.length / bytesPerVector)
  const likeness = (a: number | undefined, b: number | undefined) =>
    a === undefined || b === undefined ? -Infinity : dot(vectors, a * dimension, vectors, b * dimension, dimension)
  while (kept.length > most) {
    let drop = 0
    let greatest = -Infinity
    kept.forEach((at, i) => {
      const like = Math.max(likeness(kept[i - 1], at), likeness(at, kept[i + 1]))
      if (like > greatest) [drop, greatest] = [i, like]
    })
    kept.splice(drop, 1)
  }
  const left = new Int8Array(kept.length * dimension)
  kept.forEach((at, i) => left.set(vectors.subarray(at * dimension, (at + 1) * dimension), i * dimension))
  return left
}

function dot(a: Int8Array, aAt: number, b: Int8Array, bAt: number, length: number): number {
  let sum = 0
  for (let i = 0; i < length; i++) sum += a[aAt + i]! * b[bAt + i]!
  return sum
}

function byteToLetter(byte: number): string {
  return String.fromCharCode(byte)
}

/** Undefined for text that is not JSON: no schema takes it. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
