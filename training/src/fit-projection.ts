import { CholeskyDecomposition, EigenvalueDecomposition, inverse, Matrix } from 'ml-matrix'
import type { States } from '../../src/adapters/corrector/onnx-model.ts'

/** Adds up what `fitProjection` needs. */
export interface Scatter {
  /** Of a name and of a misspelling of it: a state a byte, flat. Bytes of the common beginning and of the common end are paired. */
  add(name: Uint8Array, states: States, typed: Uint8Array, typedStates: States): void
  /** Mean of all states: shape [d]. */
  mean(): Float32Array
  /** Covariance of all states. */
  total(): Matrix
  /** Covariance of the differences between paired states: what a misspelling elsewhere in the name does to a byte's state. */
  within(): Matrix
}

export function createScatter(d: number): Scatter {
  const sum = new Float64Array(d)
  const squares = new Float64Array(d * d)
  const differences = new Float64Array(d * d)
  let states = 0
  let pairs = 0
  const addSquare = (into: Float64Array, of: Float64Array) => {
    for (let i = 0; i < d; i++) for (let j = 0; j <= i; j++) into[i * d + j]! += of[i]! * of[j]!
  }
  const symmetric = (lower: Float64Array, n: number, mean: Float64Array | undefined) => {
    const matrix = Matrix.zeros(d, d)
    for (let i = 0; i < d; i++)
      for (let j = 0; j <= i; j++) {
        const value = lower[i * d + j]! / n - (mean ? (mean[i]! * mean[j]!) / (n * n) : 0)
        matrix.set(i, j, value)
        matrix.set(j, i, value)
      }
    return matrix
  }
  const one = new Float64Array(d)
  return {
    add(name, own, typed, typedStates) {
      for (const each of [own, typedStates])
        for (let at = 0; at < each.length; at += d) {
          for (let i = 0; i < d; i++) sum[i]! += one[i] = each[at + i]!
          addSquare(squares, one)
          states++
        }
      for (const [a, b] of commonEnds(name, typed)) {
        for (let i = 0; i < d; i++) one[i] = own[a * d + i]! - typedStates[b * d + i]!
        addSquare(differences, one)
        pairs++
      }
    },
    mean: () => Float32Array.from(sum, (value) => value / states),
    total: () => symmetric(squares, states, sum),
    within: () => symmetric(differences, pairs, undefined),
  }
}

/** Positions of the bytes of the common beginning, then of the common end of what remains. */
export function commonEnds(a: Uint8Array, b: Uint8Array): [number, number][] {
  const shorter = Math.min(a.length, b.length)
  const positions: [number, number][] = []
  let start = 0
  while (start < shorter && a[start] === b[start]) positions.push([start, start++])
  for (let end = 1; end <= shorter - start && a[a.length - end] === b[b.length - end]; end++)
    positions.push([a.length - end, b.length - end])
  return positions
}

/**
 * The directions in which states differ most, compared with how much misspellings move them: linear discriminant analysis,
 * with `ridge` of the mean variance added to the latter. Shape [dimension, d]; a difference within has variance 1 in each.
 */
export function fitProjection(scatter: Scatter, dimension: number, ridge = 0.01): Float32Array {
  const within = scatter.within()
  const d = within.rows
  const variance = within.trace() / d
  for (let i = 0; i < d; i++) within.set(i, i, within.get(i, i) + ridge * variance)
  const whiten = inverse(new CholeskyDecomposition(within).lowerTriangularMatrix)
  const whitened = whiten.mmul(scatter.total()).mmul(whiten.transpose())
  const { eigenvectorMatrix, realEigenvalues } = new EigenvalueDecomposition(whitened, { assumeSymmetric: true })
  const order = realEigenvalues.map((_, i) => i).sort((a, b) => realEigenvalues[b]! - realEigenvalues[a]!)
  const rows = order.slice(0, dimension).map((column) => eigenvectorMatrix.getColumn(column))
  return Float32Array.from(new Matrix(rows).mmul(whiten).to1DArray())
}
