import { holdsNumber } from './digits.ts'
import type { TermCounts } from './language-model.ts'

/** Count key of two terms that stand in one title, in whatever order and however far apart. */
export function pairForm(a: string, b: string): string {
  return a < b ? `${a}&${b}` : `${b}&${a}`
}

/** True for terms whose company says something: no digits, more than one letter. */
export function isSocial(term: string): boolean {
  return term.length > 1 && !holdsNumber(term)
}

const least = -3
const most = 5

/** How much more often two terms share a title than by chance: a clamped log-ratio in nats, below 0 when less often. */
export function association(a: string, b: string, counts: TermCounts): number {
  const expected = (counts.count(a) * counts.count(b)) / Math.max(1, counts.products)
  const ratio = Math.log((counts.count(pairForm(a, b)) + 0.5) / (expected + 0.5))
  return Math.min(most, Math.max(least, ratio))
}

/** How terms get on with the others of a query. */
export interface Company {
  /** Mean association, in nats; 0 without others. */
  readonly mean: number
  /** Association with the other that suits them best, in nats; 0 without others. */
  readonly best: number
}

/** Of each term with each other. Terms that say nothing are left out. */
export function companyOf(terms: readonly string[], others: readonly string[], counts: TermCounts): Company {
  const social = others.filter((other) => isSocial(other) && counts.count(other) > 0)
  let sum = 0
  let best = least
  let pairs = 0
  for (const term of terms)
    for (const other of social) {
      if (!isSocial(term) || term === other) continue
      const value = association(term, other, counts)
      sum += value
      best = Math.max(best, value)
      pairs++
    }
  return pairs === 0 ? { mean: 0, best: 0 } : { mean: sum / pairs, best }
}

/** Share, in [0, 1], of pairs of a term and an other that share a title at all; 0 without others. */
export function sharedTitles(terms: readonly string[], others: readonly string[], counts: TermCounts): number {
  const pairs = terms.flatMap((term) => others.map((other) => [term, other] as const))
  const social = pairs.filter(([term, other]) => term !== other && isSocial(term) && isSocial(other))
  const shared = social.filter(([term, other]) => counts.count(pairForm(term, other)) > 0)
  return social.length === 0 ? 0 : shared.length / social.length
}
