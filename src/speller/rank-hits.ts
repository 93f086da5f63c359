import { codePoints, osaDistanceOfCodes } from './edit-distance.ts'
import { joined } from './normalise.ts'
import { remembered } from './remembered.ts'
import type { Hit, Name } from './types.ts'

/** Most edits within which any name counts as near. */
export const maxNearEdits = 2

/** Edits within which a name counts as near: 1 where neither joined form has more than 4 code points, else 2. */
export function nearEdits(spanLength: number, nameLength: number): number {
  return Math.max(spanLength, nameLength) <= 4 ? 1 : maxNearEdits
}

/** Most edits that a hit reports; a name farther away says this plus one. */
export const maxHitEdits = 4

/** In (0, 1]; 1 only at 0 edits. */
export function hitScore(edits: number, spanLength: number, nameLength: number): number {
  return 1 / (1 + (4 * edits) / Math.max(spanLength, nameLength, 1))
}

/** What tells names apart: locale and form. */
export const nameKey = ({ locale, form }: { readonly locale?: string; readonly form: string }) =>
  `${locale ?? ''}\t${form}`

/** Cost, in nats, of typing one joined form for another. */
export type TypingCost = (intended: string, typed: string) => number

/** Log of a name's count takes this much off the cost of typing something else for it. */
const countWeight = 0.7

/** What speaks against a name being meant, in nats: lower is better. Comparable among the names of one span. */
export function rankOf(cost: number, count: number): number {
  return cost - countWeight * Math.log(count)
}

/** Fewest edits first, then the greater count, then the form in code-unit order. */
export function compareHits(a: Hit, b: Hit): number {
  return (
    a.edits - b.edits ||
    b.name.count - a.name.count ||
    (a.name.form < b.name.form ? -1 : a.name.form > b.name.form ? 1 : 0) ||
    ((a.name.locale ?? '') < (b.name.locale ?? '') ? -1 : 1)
  )
}

/**
 * The one order of every index for the hits of a span: fewest edits first; of as many, what `rankOf` puts first, or, without a
 * cost, the greater count. Asks for the cost of a form once.
 */
export function hitOrder(span: string, typingCost: TypingCost | undefined): (a: Hit, b: Hit) => number {
  if (!typingCost) return compareHits
  const typed = joined(span)
  const costOf = remembered((form: string) => typingCost(joined(form), typed))
  const rank = remembered(({ form, count }: Name) => rankOf(costOf(form), count))
  return (a, b) => a.edits - b.edits || rank(a.name) - rank(b.name) || compareHits(a, b)
}

/** Scores candidate names against a span by edit distance of the joined forms. */
export function scoreHits(span: string, names: readonly Name[]): Hit[] {
  const spanCodes = codePoints(joined(span))
  return names.map((name) => {
    const codes = codePoints(joined(name.form))
    const edits = osaDistanceOfCodes(spanCodes, codes, maxHitEdits)
    return { name, edits, score: hitScore(edits, spanCodes.length, codes.length) }
  })
}

/** The best `limit` hits of a span, best first. Asks for no cost of hits that have more edits than `limit` others. */
export function bestHits(span: string, hits: readonly Hit[], limit: number, typingCost?: TypingCost): Hit[] {
  const last = hits.map(({ edits }) => edits).sort((a, b) => a - b)[limit - 1] ?? Infinity
  return hits
    .filter(({ edits }) => edits <= last)
    .sort(hitOrder(span, typingCost))
    .slice(0, limit)
}
