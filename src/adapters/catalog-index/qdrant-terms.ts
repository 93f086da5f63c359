import { codePoints } from '../../speller/edit-distance.ts'
import { fnv1a } from '../../speller/hash.ts'
import { maxHitEdits } from '../../speller/rank-hits.ts'
import type { Name } from '../../speller/types.ts'
import { termWeight } from './bm25.ts'
import type { SparseVector } from './qdrant-requests.ts'
import type { SpanTerms } from './span-terms.ts'

/** Distinct terms of a form. */
export function termsOf(form: string): string[] {
  return [...new Set(form.split(' '))]
}

/**
 * BM25 weights of a name's terms before inverse frequency, which comes with the query: a term that stands for a misspelled one
 * weighs as the commonest that does, which the engine's own idf modifier cannot know.
 */
export function termVector({ form, count }: Name): SparseVector {
  const all = form.split(' ')
  const letters = codePoints(all.join('')).length
  const weights = new Map<number, number>()
  for (const term of termsOf(form)) {
    const times = all.filter((other) => other === term).length
    const rest = letters - codePoints(term).length
    add(weights, idOf(term), termWeight(times, all.length) * (1 + tieShare * precedence(rest, count)))
  }
  return vectorOf(weights)
}

/** Undefined where no term of the catalog stands for any of the span. */
export function termQuery({ terms }: SpanTerms): SparseVector | undefined {
  const weights = new Map<number, number>()
  for (const { expansions, idf } of terms)
    for (const { term, weight } of expansions) add(weights, idOf(term), weight * idf)
  return weights.size === 0 ? undefined : vectorOf(weights)
}

/** Too small to change the order of names whose scores differ. */
const tieShare = 1e-4

/**
 * In [0, 1]: of names that hold a span of one term, and score the same, the greater comes first in the order of hits. By letters
 * beside the term, which are then the edits, and by count. So those that the server leaves out come last.
 */
function precedence(rest: number, count: number): number {
  const far = maxHitEdits + 1
  return (far - Math.min(far, rest) + Math.log2(1 + count) / 32) / (far + 1)
}

const idOf = (term: string): number => fnv1a(term)

function add(weights: Map<number, number>, id: number, weight: number): void {
  weights.set(id, (weights.get(id) ?? 0) + weight)
}

function vectorOf(weights: ReadonlyMap<number, number>): SparseVector {
  return { indices: [...weights.keys()], values: [...weights.values()] }
}
