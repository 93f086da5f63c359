import { spaceCosts } from './channel.ts'
import type { TermCounts } from './language-model.ts'
import { commonPart, solidCount } from './readings.ts'
import type { Reading } from './types.ts'

/** Words run together are at least three, of three letters each. */
const minLength = 9
/** A word that is shorter than `minPart` letters is one of the commonest of the language: "in", "to", "of". */
const minPart = 3
const shortPartZipf = 6
const longestPart = 14
/** Segmentations kept. */
const maxKept = 3

/** Every part that a term may be made of; empty for one too short to be three words. */
export function partsWithin(term: string): string[] {
  if (term.length < minLength || !/^[a-z]+$/.test(term)) return []
  const parts: string[] = []
  for (let from = 0; from < term.length; from++)
    for (let to = from + 2; to <= Math.min(term.length, from + longestPart); to++) parts.push(term.slice(from, to))
  return parts
}

/**
 * "hotwaterheater" as "hot water heater": readings of a term as three known terms or more, the likeliest three by how frequent each of them
 * is in the catalog. A part is at least `solidCount` times in titles, or a very common word of two letters.
 */
export function runTogetherReadings(
  term: string,
  position: number,
  { count, zipf, products }: Pick<TermCounts, 'count' | 'zipf' | 'products'>,
): Reading[] {
  if (partsWithin(term).length === 0) return []
  const total = Math.log(1 + products * 8)
  const costOf = (part: string) => {
    if (part.length < minPart && zipf(part) < shortPartZipf) return undefined
    const held = count(part)
    const isCommon = part.length >= commonPart.letters && zipf(part) >= commonPart.zipf
    return held < solidCount && !isCommon ? undefined : total - Math.log(Math.max(1, held))
  }
  // the cheapest few segmentations of each beginning of the term
  const beginnings: { terms: readonly string[]; cost: number }[][] = [[{ terms: [], cost: 0 }]]
  for (let to = 1; to <= term.length; to++) {
    const found: { terms: readonly string[]; cost: number }[] = []
    for (let from = Math.max(0, to - longestPart); from <= to - 2; from++) {
      const before = beginnings[from]!
      if (before.length === 0) continue
      const part = term.slice(from, to)
      const cost = costOf(part)
      if (cost !== undefined) found.push(...before.map((one) => ({ terms: [...one.terms, part], cost: one.cost + cost })))
    }
    beginnings[to] = found.sort((a, b) => a.cost - b.cost).slice(0, maxKept)
  }
  return beginnings[term.length]!.filter(({ terms }) => terms.length > 2).map(({ terms }) => ({
    from: position,
    to: position + 1,
    terms,
    cost: spaceCosts.wordBreak + spaceCosts.furtherBreak * (terms.length - 2),
  }))
}
