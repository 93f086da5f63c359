import { spaceCosts } from './channel.ts'
import { termsPerTitle, type TermCounts } from './language-model.ts'
import { commonPart, solidCount } from './readings.ts'
import type { Reading } from './types.ts'

/** Letters of three words or more without spaces; longer ones are none that a shopper types. */
const runLetters = { least: 9, most: 40 }
const longestPart = 14
/** Words of two letters are parts where they are among the commonest of the language: "in", "of", "to". */
const shortPart = { letters: 2, zipf: 6 }
/** Segmentations kept. */
const maxKept = 3

type PartCounts = Pick<TermCounts, 'count' | 'zipf' | 'products'>

function mayBeRun(term: string): boolean {
  return term.length >= runLetters.least && term.length <= runLetters.most && /^[a-z]+$/.test(term)
}

/** The parts whose counts `runTogetherReadings` asks for; none for a term too short or too long to be words run together. */
export function partsWithin(term: string, zipf: TermCounts['zipf']): string[] {
  if (!mayBeRun(term)) return []
  const parts: string[] = []
  for (let from = 0; from < term.length; from++)
    for (let to = from + shortPart.letters; to <= Math.min(term.length, from + longestPart); to++) {
      const part = term.slice(from, to)
      if (mayBePart(part, zipf)) parts.push(part)
    }
  return parts
}

function mayBePart(part: string, zipf: TermCounts['zipf']): boolean {
  return part.length > shortPart.letters || (part.length === shortPart.letters && zipf(part) >= shortPart.zipf)
}

interface Segmentation {
  readonly terms: readonly string[]
  /** Negative log-probability, in nats, of the terms, each for itself. */
  readonly cost: number
}

/**
 * "hotwaterheater" as "hot water heater": readings of the term at `position` as three terms or more that the catalog holds often, or that are
 * common in the language. Of all ways to part it the three that are the likeliest by how frequent each part is.
 */
export function runTogetherReadings(term: string, position: number, counts: PartCounts): Reading[] {
  if (!mayBeRun(term)) return []
  const endingAt: Segmentation[][] = [[{ terms: [], cost: 0 }]]
  for (let to = 1; to <= term.length; to++) {
    const found: Segmentation[] = []
    for (let from = Math.max(0, to - longestPart); from < to; from++) {
      const part = term.slice(from, to)
      const cost = endingAt[from]!.length > 0 ? costOf(part, counts) : undefined
      if (cost === undefined) continue
      for (const before of endingAt[from]!) found.push({ terms: [...before.terms, part], cost: before.cost + cost })
    }
    endingAt[to] = found.sort((a, b) => a.cost - b.cost).slice(0, maxKept)
  }
  return endingAt[term.length]!.filter(({ terms }) => terms.length > 2).map(({ terms }) => ({
    from: position,
    to: position + 1,
    terms,
    cost: spaceCosts.wordBreak + spaceCosts.furtherBreak * (terms.length - 2),
  }))
}

/** In nats; undefined for what is no word. */
function costOf(part: string, { count, zipf, products }: PartCounts): number | undefined {
  if (!mayBePart(part, zipf)) return undefined
  const held = count(part)
  const isCommon = part.length >= commonPart.letters && zipf(part) >= commonPart.zipf
  if (held < solidCount && !isCommon) return undefined
  return Math.log((1 + products * termsPerTitle) / Math.max(1, held))
}
