import type { WordVectors } from './word-vectors.ts'

/** How well terms suit the others of a query by what words mean, whatever the shop sells. */
export interface Relatedness {
  /** Mean cosine of each term with each other one, in [-1, 1]; 0 where nothing can be compared. */
  readonly mean: number
  /** The same with the other one that is nearest to each. */
  readonly best: number
  /** All terms have a vector. */
  readonly isKnown: boolean
}

const nothing = { mean: 0, best: 0 }

/** Of all `terms`, which must have vectors, with those of `others` that have one. */
export function relatednessOf(terms: readonly string[], others: readonly string[], vectors: WordVectors): Relatedness {
  if (terms.length === 0 || !terms.every((term) => vectors.has(term))) return { ...nothing, isKnown: false }
  const company = others.filter((other) => vectors.has(other))
  if (company.length === 0) return { ...nothing, isKnown: true }
  let sum = 0
  let best = 0
  for (const term of terms) {
    const cosines = company.map((other) => vectors.similarity(term, other))
    sum += cosines.reduce((total, cosine) => total + cosine, 0) / company.length
    best += Math.max(...cosines)
  }
  return { mean: sum / terms.length, best: best / terms.length, isKnown: true }
}
