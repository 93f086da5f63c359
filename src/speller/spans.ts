import type { Query, Span } from './types.ts'

export const maxSpanTerms = 4

/** The windows of 1 to 4 neighbouring terms that hold no frozen term, shorter ones first. Their number grows as 4·n. */
export function spansOf(query: Query): Span[] {
  const spans: Span[] = []
  for (let size = 1; size <= maxSpanTerms; size++)
    for (let from = 0; from + size <= query.terms.length; from++) {
      const window = query.terms.slice(from, from + size)
      if (window.some((term) => term.frozen)) continue
      spans.push({ from, to: from + size, text: window.map((term) => term.text).join(' ') })
    }
  return spans
}
