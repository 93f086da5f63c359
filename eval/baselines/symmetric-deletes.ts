import { codePoints, osaDistanceOfCodes } from '../../src/speller/edit-distance.ts'
import type { CatalogTerms } from './catalog-terms.ts'

export interface TermSuggestion {
  readonly term: string
  /** Optimal string alignment distance from the term as typed. */
  readonly edits: number
  /** Products that hold it. */
  readonly count: number
}

export interface NearestTerm {
  /** The term with fewest edits, then of the highest count, then first by code units; undefined when none is within `max`. */
  (typed: string, max: number): TermSuggestion | undefined
}

/** Code points that take part in deletions, as in SymSpell. Longer is faster and takes more memory. */
const prefixLength = 7

/**
 * Finds what comparing with every term would find, for `max` up to `maxEdits`: two terms that near share a text that is
 * left of the beginnings of both when as many code points are deleted.
 * @source Symmetric delete spelling correction, Garbe 2012.
 */
export function indexTerms(terms: CatalogTerms, maxEdits: number): NearestTerm {
  const entries = [...terms].map(([term, count]) => ({ term, count, codes: codePoints(term) }))
  const byRest = new Map<string, number[]>()
  entries.forEach(({ term }, i) => {
    for (const rest of restsOf(term, maxEdits)) {
      const sharing = byRest.get(rest)
      if (sharing) sharing.push(i)
      else byRest.set(rest, [i])
    }
  })
  return (typed, max) => {
    const count = terms.get(typed)
    if (count !== undefined) return { term: typed, edits: 0, count }
    const codes = codePoints(typed)
    let best: TermSuggestion | undefined
    const compared = new Set<number>()
    for (const rest of restsOf(typed, Math.min(max, maxEdits))) {
      for (const i of byRest.get(rest) ?? []) {
        if (compared.has(i)) continue
        compared.add(i)
        const entry = entries[i]!
        const bound = best?.edits ?? max
        const edits = osaDistanceOfCodes(codes, entry.codes, bound)
        if (edits > bound) continue
        if (!best || edits < best.edits || isPreferred(entry, best))
          best = { term: entry.term, edits, count: entry.count }
      }
    }
    return best
  }
}

function isPreferred(one: { term: string; count: number }, other: TermSuggestion): boolean {
  return one.count > other.count || (one.count === other.count && one.term < other.term)
}

/** What is left of a term's prefix after up to `deletions` code points are deleted; each text once, the prefix first. */
function restsOf(term: string, deletions: number): ReadonlySet<string> {
  const rests = new Set<string>()
  let layer: readonly (readonly string[])[] = [[...term].slice(0, prefixLength)]
  rests.add(layer[0]!.join(''))
  for (let deleted = 1; deleted <= deletions; deleted++) {
    const next: string[][] = []
    for (const letters of layer) {
      for (let at = 0; at < letters.length; at++) {
        const shorter = letters.toSpliced(at, 1)
        const rest = shorter.join('')
        if (rests.has(rest)) continue
        rests.add(rest)
        next.push(shorter)
      }
    }
    layer = next
  }
  return rests
}
