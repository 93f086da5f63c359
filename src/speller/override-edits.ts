import { holdsNumber } from './digits.ts'
import type { Overrides } from './overrides.ts'
import { maxSpanTerms } from './spans.ts'
import type { Query, Reading, Term } from './types.ts'

/**
 * Readings that apply the shop's map rules, longest windows first; undefined when no rule fits or none changes anything. Protected forms
 * and addresses stay.
 */
export function mapped(query: Query, overrides: Overrides, locale: string | undefined): Reading[] | undefined {
  const readings: Reading[] = []
  let changed = false
  for (let at = 0; at < query.terms.length;) {
    const reading = longestAt(query, at, overrides, locale)
    const typed = query.terms.slice(reading.from, reading.to).map((term) => term.text)
    if (typed.join(' ') !== reading.terms.join(' ')) changed = true
    readings.push(reading)
    at = reading.to
  }
  return changed ? readings : undefined
}

function longestAt(query: Query, from: number, overrides: Overrides, locale: string | undefined): Reading {
  for (let to = Math.min(query.terms.length, from + maxSpanTerms); to > from; to--) {
    const window = query.terms.slice(from, to)
    const form = window.map((term) => term.text).join(' ')
    if (window.some(isOfAddress) || overrides.protects(form, locale)) continue
    const target = overrides.mapsTo(form, locale)
    if (target !== undefined && target !== '') return { from, to, terms: target.split(' '), cost: 0 }
  }
  return { from, to: from + 1, terms: [query.terms[from]!.text], cost: 0 }
}

/** Codes are frozen as well, but a shop may map them. */
function isOfAddress({ frozen, text }: Term): boolean {
  return frozen && !holdsNumber(text)
}
