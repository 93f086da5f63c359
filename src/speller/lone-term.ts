import { bigramForm, type TermCounts } from './language-model.ts'
import type { Query, Reading } from './types.ts'

// Brands are asked for by a single term, and nothing beside it says what is meant.

/** True where the query is a single term, and read as another one. */
export function respellsLoneTerm(query: Query, readings: readonly Reading[]): boolean {
  return query.terms.length === 1 && readings[0]!.terms.length === 1
}

/**
 * True where the query is a single term, and read as several of which no title has two side by side, and which are no name together: "babygro"
 * where other titles have "baby", and others "gro".
 */
export function breaksLoneTerm(query: Query, readings: readonly Reading[], counts: TermCounts): boolean {
  const { terms } = readings[0]!
  if (query.terms.length !== 1 || terms.length === 1 || counts.count(terms.join(' ')) > 0) return false
  return terms.slice(1).every((term, i) => counts.count(bigramForm(terms[i]!, term)) === 0)
}
