import type { Hit, Name, Span } from './types.ts'

/** Most names that a corrector is given. */
export const maxContext = 16

/**
 * The `k` names most useful to a corrector, best first, each form once: what unknown terms resemble, then joined and split
 * forms, then the names that confirm terms as typed, then near neighbours of known terms (real-word errors).
 */
export function selectContext(spans: readonly Span[], hitsOf: readonly (readonly Hit[])[], k: number): Name[] {
  const known = new Set<number>()
  spans.forEach((span, s) => {
    if (span.to - span.from === 1 && isExact(span, hitsOf[s]?.[0])) known.add(span.from)
  })
  const best = new Map<string, { name: Name; priority: number }>()
  spans.forEach((span, s) => {
    const allKnown = Array.from({ length: span.to - span.from }, (_, i) => known.has(span.from + i)).every(Boolean)
    hitsOf[s]!.forEach((hit, position) => {
      // behind the nearest stands what is far by letters and near by sound
      const priority = priorityOf(span, hit, hit.isAlike ? 1 : position, allKnown)
      const present = best.get(hit.name.form)
      if (!present || present.priority < priority) best.set(hit.name.form, { name: hit.name, priority })
    })
  })
  return [...best.values()]
    .sort((a, b) => b.priority - a.priority || b.name.count - a.name.count || (a.name.form < b.name.form ? -1 : 1))
    .slice(0, k)
    .map((entry) => entry.name)
}

function priorityOf(span: Span, hit: Hit, position: number, allKnown: boolean): number {
  const closeness = hit.score - 0.08 * position + 0.02 * Math.log2(1 + hit.name.count)
  if (span.to - span.from === 1) {
    if (isExact(span, hit)) return 2.2
    // neighbours of short terms are many and say little
    if (span.text.length <= 3) return (allKnown ? 0 : 1.2) + closeness
    return (allKnown ? 0.6 : 3) + closeness
  }
  if (isExact(span, hit)) return 1.8 + 0.1 * (span.to - span.from)
  if (hit.edits === 0) return 3.5 + closeness
  return (allKnown ? 0.2 : 1.6) + closeness
}

/** True when the name is what stands there, letter for letter and space for space. */
export function isExact(span: Span, hit: Hit | undefined): boolean {
  return hit !== undefined && hit.edits === 0 && hit.name.form === span.text
}

/** How common a name is, from 0 to 7: half the binary logarithm of its count, rounded down. */
export function countBucket(count: number): number {
  return Math.min(7, Math.floor(Math.log2(Math.max(1, count)) / 2))
}
