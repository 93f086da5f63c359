import type { Query, Span } from './types.ts'

export const maxSpanTerms = 4

/** The windows of 1 to 4 neighbouring terms that hold no frozen term, shorter ones first. Their number grows as 4·n. */
export function spansOf(query: Query): Span[] {
  const spans: Span[] = []
  for (let size = 1; size <= maxSpanTerms; size++)
    for (let from = 0; from + size <= query.terms.length; from++) {
      const window = query.terms.slice(from, from + size)
      if (window.some((term) => term.frozen)) continue
      spans.push(spanOf(query, from, from + size))
    }
  return spans
}

/** The windows of 2 or more terms that `spansOf` leaves out, those of frozen terms alone not among them. Their number grows as n². */
export function otherSpansOf(query: Query): Span[] {
  const spans: Span[] = []
  for (let size = 2; size <= query.terms.length; size++)
    for (let from = 0; from + size <= query.terms.length; from++) {
      const frozen = query.terms.slice(from, from + size).filter((term) => term.frozen).length
      if (frozen < size && (frozen > 0 || size > maxSpanTerms)) spans.push(spanOf(query, from, from + size))
    }
  return spans
}

function spanOf({ terms }: Query, from: number, to: number): Span {
  const window = terms.slice(from, to)
  return { from, to, text: window.map((term) => term.text).join(' ') }
}
