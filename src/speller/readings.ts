import type { ChannelTable } from './channel.ts'
import { channelCost, spaceCosts } from './channel.ts'
import { joined } from './normalise.ts'
import type { Hit, Query, Reading, Span } from './types.ts'

/** Most readings kept per window, the typed one not counted. */
export const maxReadings = 8
/** Log of a name's count takes this much off its channel cost when readings of one window are ranked. */
const countWeight = 0.7

/** What the terms as typed are worth: the reading that changes nothing. */
export function typedReading(query: Query, from: number, to = from + 1): Reading {
  return { from, to, terms: query.terms.slice(from, to).map((term) => term.text), cost: 0 }
}

/**
 * Readings of the query's windows that the hits propose, cheapest first: other spellings of one term, a term broken in two
 * or more, neighbouring terms combined. Never one that changes a frozen term; at most `maxReadings` per window.
 */
export function readingsOf(
  query: Query,
  spans: readonly Span[],
  hitsOf: readonly (readonly Hit[])[],
  channel: ChannelTable,
): Reading[] {
  return spans.flatMap((span, s) => {
    const size = span.to - span.from
    const typed = joined(span.text)
    return hitsOf[s]!.flatMap((hit) => {
      const { form, count } = hit.name
      const terms = form.split(' ')
      if (form === span.text || hit.edits > 4) return []
      // several terms read as as many are the business of one-term windows
      if (size > 1 && (terms.length >= size ? terms.length > size || hit.edits > 0 : false)) return []
      if (size > 1 && hit.edits > 1) return []
      const letters = channelCost(channel, joined(form), typed)
      const breaks = terms.length > size ? spaceCosts.wordBreak * (terms.length - size) : 0
      const combinations = terms.length < size ? spaceCosts.wordCombination * (size - terms.length) : 0
      const shifted = terms.length === size && size > 1 ? spaceCosts.wordBreak : 0
      const cost = letters + breaks + combinations + shifted
      return [{ reading: { from: span.from, to: span.to, terms, cost }, rank: cost - countWeight * Math.log(count) }]
    })
      .sort((a, b) => a.rank - b.rank)
      .slice(0, maxReadings)
      .map((ranked) => ranked.reading)
  })
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

/** Readings that break one typed term in two known ones. `countOf` gives catalog counts of forms. */
export function breakReadings(query: Query, position: number, countOf: (form: string) => number): Reading[] {
  return breaksOf(query.terms[position]!.text)
    .map((form) => ({ form, terms: form.split(' ') }))
    .filter(({ terms }) => terms.every((term) => countOf(term) > 1))
    .map(({ form, terms }) => ({
      form,
      terms,
      rank: Math.log(1 + 20 * countOf(form)) + terms.reduce((sum, term) => sum + Math.log(countOf(term)), 0) / 2,
    }))
    .sort((a, b) => b.rank - a.rank)
    .slice(0, 3)
    .map(({ terms }) => ({ from: position, to: position + 1, terms, cost: spaceCosts.wordBreak }))
}
