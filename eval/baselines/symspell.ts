import type { System } from '../../src/evaluate/system.ts'
import { osaDistance } from '../../src/speller/edit-distance.ts'
import type { Query, Reading } from '../../src/speller/types.ts'
import { frequentTerms, type CatalogTerms } from './catalog-terms.ts'
import { querySystem } from './query-system.ts'
import { indexTerms, type TermSuggestion } from './symmetric-deletes.ts'

export interface SymSpellOptions {
  /** Most edits of a term. */
  readonly maxEdits: 1 | 2
  /** Terms of up to this many code points take 1 edit at most; 0: no such rule. */
  readonly shortLength: number
  /** Unknown terms of fewer code points are not corrected, though they may be combined with a neighbour. */
  readonly minLength: number
  /** Catalog terms counted less often are right as typed, but never suggested. */
  readonly minCount: number
  /** Zipf frequency from which an English word outside the catalog is right as typed; Infinity: none is. */
  readonly knownZipf: number
  /** Fewest code points of each part when a term is broken in two; Infinity: none is broken. */
  readonly minPart: number
  /** Whether the parts must be known as typed; else they may be misspelled, as in SymSpell. */
  readonly exactParts: boolean
  /** Whether neighbouring terms may be combined. */
  readonly combines: boolean
  /** Whether a break is weighed by how often its parts are neighbours in titles; else by the counts of the parts alone. */
  readonly bigrams: boolean
}

export interface SymSpellFacts {
  readonly terms: CatalogTerms
  /** Products whose title holds two neighbouring terms, by "left right". */
  readonly bigrams: ReadonlyMap<string, number>
  /** Zipf frequency of a word outside the shop. */
  zipf(term: string): number
}

/**
 * SymSpell's compound lookup over a shop's terms: the nearest term by edits, then by count; neighbours are combined and
 * terms broken in two where that takes fewer edits, or as many and is more frequent by naive Bayes. Terms with digits stay.
 * @source LookupCompound of SymSpell 6, Garbe 2017.
 */
export function symSpell(facts: SymSpellFacts, options: SymSpellOptions): System {
  const look = createLookup(facts, options)
  const split = createSplit(facts, options, look)
  const unknown = (term: string): TermSuggestion => ({
    term,
    edits: options.maxEdits + 1,
    // the longer an unknown word, the less probable
    count: 10 / 10 ** term.length,
  })
  const total = totalOf(facts.terms)

  /** Undefined unless it is better to read both terms as one. */
  const combine = (query: Query, i: number, before: TermSuggestion, own: TermSuggestion) => {
    const combined = look(query.terms[i - 1]!.text + query.terms[i]!.text)
    if (!combined) return undefined
    const edits = combined.edits + 1
    const apart = before.edits + own.edits
    const isBetter = edits < apart || (edits === apart && combined.count > (before.count / total) * own.count)
    return isBetter ? { ...combined, edits } : undefined
  }

  return querySystem('symspell', (query) => {
    const readings: (Reading & { readonly read: TermSuggestion; readonly isCombined: boolean })[] = []
    query.terms.forEach((term, i) => {
      if (term.frozen) return
      const found = look(term.text)
      const last = readings.at(-1)
      if (options.combines && last?.to === i && !last.isCombined) {
        const read = combine(query, i, last.read, found ?? unknown(term.text))
        if (read) {
          readings[readings.length - 1] = { ...readingOf(last.from, i + 1, read), read, isCombined: true }
          return
        }
      }
      const read = found?.edits === 0 ? found : (split(term.text, found) ?? found ?? unknown(term.text))
      readings.push({ ...readingOf(i, i + 1, read), read, isCombined: false })
    })
    return readings
  })
}

function readingOf(from: number, to: number, { term, edits }: TermSuggestion): Reading {
  return { from, to, terms: term.split(' '), cost: edits }
}

type Look = (term: string) => TermSuggestion | undefined

function createLookup(facts: SymSpellFacts, options: SymSpellOptions): Look {
  const { maxEdits, shortLength, minLength, minCount, knownZipf } = options
  const { terms } = facts
  const nearest = indexTerms(frequentTerms(terms, minCount), maxEdits)
  const total = totalOf(terms)
  return (term) => {
    const count = terms.get(term)
    if (count !== undefined) return { term, edits: 0, count }
    const common = facts.zipf(term)
    // as often as it would stand among as many English words
    if (common > 0 && common >= knownZipf) return { term, edits: 0, count: total * 10 ** (common - 9) }
    const length = [...term].length
    return length < minLength ? undefined : nearest(term, length <= shortLength ? 1 : maxEdits)
  }
}

/** The best way to read a term as two, undefined unless it beats the one-term suggestion. */
function createSplit({ terms, bigrams }: SymSpellFacts, options: SymSpellOptions, look: Look) {
  const { maxEdits, minLength, minPart, exactParts } = options
  const total = totalOf(terms)
  const lookPart = (part: string) => {
    const found = look(part)
    return exactParts && found && found.edits > 0 ? undefined : found
  }
  const countOf = (left: TermSuggestion, right: TermSuggestion, typed: string, single: TermSuggestion | undefined) => {
    const pair = bigrams.get(`${left.term} ${right.term}`)
    if (!options.bigrams || pair === undefined) return Math.min(1, (left.count / total) * right.count)
    // neighbours seen in titles that are the typed letters beat any other spelling as near
    if (left.term + right.term === typed)
      return Math.max(pair, (single?.count ?? Math.max(left.count, right.count)) + 2)
    return single && [left.term, right.term].includes(single.term) ? Math.max(pair, single.count + 1) : pair
  }
  return (typed: string, single: TermSuggestion | undefined): TermSuggestion | undefined => {
    const letters = [...typed]
    if (letters.length < minLength) return undefined
    let best = single
    for (let at = minPart; at <= letters.length - minPart; at++) {
      const left = lookPart(letters.slice(0, at).join(''))
      const right = left && lookPart(letters.slice(at).join(''))
      if (!right) continue
      const term = `${left.term} ${right.term}`
      const edits = osaDistance(typed, term, maxEdits)
      const count = countOf(left, right, typed, single)
      if (!best || edits < best.edits || (edits === best.edits && count > best.count)) best = { term, edits, count }
    }
    return best === single ? undefined : best
  }
}

function totalOf(terms: CatalogTerms): number {
  return [...terms.values()].reduce((sum, count) => sum + count, 1)
}
