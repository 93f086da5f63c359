import { spaceCosts } from './channel.ts'
import { changesNumberOnly, inflectionsOf } from './inflection.ts'
import type { TermCounts } from './language-model.ts'
import { joined } from './normalise.ts'
import { rankOf } from './rank-hits.ts'
import type { Hit, Query, Reading, Span } from './types.ts'

/** Most readings kept per window, the typed one not counted. */
export const maxReadings = 8

/** What the terms as typed are worth: the reading that changes nothing. */
export function typedReading(query: Query, from: number, to = from + 1): Reading {
  return { from, to, terms: query.terms.slice(from, to).map((term) => term.text), cost: 0 }
}

/** The query's terms that the readings change. */
export function changedTerms(query: Query, readings: readonly Reading[]): readonly string[] {
  return readings.flatMap(({ from, to, terms }) => {
    const typed = query.terms.slice(from, to).map((term) => term.text)
    return typed.join(' ') === terms.join(' ') ? [] : typed
  })
}

/** Terms of fewer code points are units, sizes and codes as often as words: by themselves they are never spelled another way. */
export const minSpellingLength = 3

/** A term that is broken in several may hide as many letter edits beside: more make another word of a part ("-beutel", "beutellos"). */
const maxBreakEdits = 2

/** Combined terms of so many code points may hide two edits, shorter ones one. */
const longJoined = 8

export interface ReadingFacts {
  /** True for a term of the catalog or of the language. */
  readonly isKnown: (term: string) => boolean
  /** Cost, in nats, of typing one joined form for another. */
  readonly spellingCost: (intended: string, typed: string) => number
}

/**
 * Readings of the query's windows that the hits propose, cheapest first: other spellings of one term, a term broken in two
 * or more, neighbouring terms combined. Never one that changes a frozen term, or
 * nothing but the number of a known one: grammar is no misspelling. At most `maxReadings` per window.
 */
export function readingsOf(
  query: Query,
  spans: readonly Span[],
  hitsOf: readonly (readonly Hit[])[],
  facts: ReadingFacts,
): Reading[] {
  return spans.flatMap((span, s) => {
    const size = span.to - span.from
    const typed = joined(span.text)
    return hitsOf[s]!.flatMap((hit) => {
      const { form, count } = hit.name
      const terms = form.split(' ')
      if (form === span.text || hit.edits > 4) return []
      if (size === 1 && terms.length > 1 && hit.edits > maxBreakEdits) return []
      // nothing is joined where a term is what was typed and another is gone: "vitamin e" is no "vitamin"
      if (hit.edits > 0 && dropsTerm(query.terms.slice(span.from, span.to), terms)) return []
      if (
        size === 1 &&
        (typed.length < minSpellingLength || changesNumberOnly(typed, form, (term) => facts.isKnown(term)))
      )
        return []
      // several terms read as as many are the business of one-term windows, and of `phraseReadings`
      if (size > 1 && (terms.length >= size ? terms.length > size || hit.edits > 0 : false)) return []
      if (size > 1 && hit.edits > (typed.length < longJoined ? 1 : 2)) return []
      const letters = facts.spellingCost(joined(form), typed)
      const breaks = terms.length > size ? spaceCosts.wordBreak * (terms.length - size) : 0
      const combinations = terms.length < size ? spaceCosts.wordCombination * (size - terms.length) : 0
      const shifted = terms.length === size && size > 1 ? spaceCosts.wordBreak : 0
      const cost = letters + breaks + combinations + shifted
      return [{ reading: { from: span.from, to: span.to, terms, cost }, rank: rankOf(cost, count) }]
    })
      .sort((a, b) => a.rank - b.rank)
      .slice(0, maxReadings)
      .map((ranked) => ranked.reading)
  })
}

/** True where the reading has fewer terms, and has one of the typed ones as it is, or in another number. */
function dropsTerm(typed: readonly { readonly text: string }[], terms: readonly string[]): boolean {
  return (
    terms.length < typed.length &&
    typed.some(({ text }) => terms.includes(text) || inflectionsOf(text).some((form) => terms.includes(form)))
  )
}

/** Shortest part of a term that is broken in two. */
const minPart = 2

/** Every way to break a term of letters in two parts, as forms "left right". Empty for terms shorter than 5 code points. */
export function breaksOf(term: string): string[] {
  const letters = [...term]
  if (letters.length < 5) return []
  return Array.from({ length: letters.length - 2 * minPart + 1 }, (_, i) => {
    const at = i + minPart
    return `${letters.slice(0, at).join('')} ${letters.slice(at).join('')}`
  })
}

/** What a part must be that the catalog lacks: a word as common as one in 100,000, of so many letters ("inches", where titles say "in."). */
export const commonPart = { zipf: 4, letters: 4 }

/** Readings that break one typed term in two known ones. */
export function breakReadings(
  query: Query,
  position: number,
  { count: countOf, zipf }: Pick<TermCounts, 'count' | 'zipf'>,
): Reading[] {
  const isPart = (term: string) =>
    countOf(term) > 1 || (term.length >= commonPart.letters && zipf(term) >= commonPart.zipf)
  return breaksOf(query.terms[position]!.text)
    .map((form) => ({ form, terms: form.split(' ') }))
    .filter(({ terms }) => terms.every(isPart))
    .map(({ form, terms }) => ({
      terms,
      rank:
        Math.log(1 + 20 * countOf(form)) +
        terms.reduce((sum, term) => sum + Math.log(Math.max(1, countOf(term))), 0) / 2,
    }))
    .sort((a, b) => b.rank - a.rank)
    .slice(0, 3)
    .map(({ terms }) => ({ from: position, to: position + 1, terms, cost: spaceCosts.wordBreak }))
}

/** Shortest part that is looked up when a missing space may hide a misspelling. */
const minMisspelledPart = 4
/** Count from which the catalog knows a term; fewer may be slips of its feed. */
export const solidCount = 3

/** Parts of a term to look up, each with the known part that stands before or behind it. */
export function misspelledParts(term: string, countOf: (form: string) => number): MisspelledPart[] {
  return breaksOf(term).flatMap((form): MisspelledPart[] => {
    const [left, right] = form.split(' ') as [string, string]
    const parts: MisspelledPart[] = []
    if (left.length >= 3 && countOf(left) >= solidCount && right.length >= minMisspelledPart && countOf(right) === 0)
      parts.push({ part: right, known: left, knownFirst: true })
    if (right.length >= 3 && countOf(right) >= solidCount && left.length >= minMisspelledPart && countOf(left) === 0)
      parts.push({ part: left, known: right, knownFirst: false })
    return parts
  })
}

export interface MisspelledPart {
  readonly part: string
  readonly known: string
  readonly knownFirst: boolean
}

/** Readings that break a term in a known part and one that the hits spell otherwise; the cheapest three. */
export function misspelledBreakReadings(
  position: number,
  parts: readonly MisspelledPart[],
  hitsOf: readonly (readonly Hit[])[],
  facts: ReadingFacts,
): Reading[] {
  return parts
    .flatMap(({ part, known, knownFirst }, p) =>
      hitsOf[p]!.filter((hit) => hit.edits === 1 && !hit.name.form.includes(' ') && hit.name.count >= solidCount).map(
        (hit) => {
          const cost = facts.spellingCost(hit.name.form, part) + spaceCosts.wordBreak
          const terms = knownFirst ? [known, hit.name.form] : [hit.name.form, known]
          // long parts are seldom there by chance
          const rank = rankOf(cost, hit.name.count) - 0.8 * Math.min(part.length, known.length)
          return { reading: { from: position, to: position + 1, terms, cost }, rank }
        },
      ),
    )
    .sort((a, b) => a.rank - b.rank)
    .slice(0, 3)
    .map((ranked) => ranked.reading)
}

/** What tells readings apart: their window and their terms. */
export const readingKey = ({ from, to, terms }: Reading) => `${from} ${to} ${terms.join(' ')}`

/** Readings of a window as the same terms once, the last of them where the first stood. */
export function eachOnce(readings: readonly Reading[]): Reading[] {
  return [...new Map(readings.map((reading) => [readingKey(reading), reading])).values()]
}
