import { type Company, companyOf } from './company.ts'
import { codePoints, osaDistanceOfCodes } from './edit-distance.ts'
import { bigramForm, type TermCounts } from './language-model.ts'
import type { Letters } from './letters.ts'
import { joined } from './normalise.ts'
import type { Candidate, Query, Reading } from './types.ts'

/** A window that a candidate reads otherwise than it was typed. */
export interface Change {
  readonly typed: readonly string[]
  readonly reading: Reading
}

export interface ChangeInCandidate extends Change {
  /** The other terms of the candidate. */
  readonly others: readonly string[]
  /** The terms that stand beside the change; undefined at an end of the query. */
  readonly before: string | undefined
  readonly after: string | undefined
}

/** In nats; of making the second text where the first was meant. */
export type Cost = (from: string, to: string) => number

export const clamp = (value: number, low: number, high: number) => Math.min(high, Math.max(low, value))

export function changesOf(query: Query, candidate: Candidate): ChangeInCandidate[] {
  const { readings } = candidate
  const changes: ChangeInCandidate[] = []
  for (const [r, reading] of readings.entries()) {
    if (isAsTyped(query, reading)) continue
    const others: string[] = []
    for (const other of readings) if (other !== reading) others.push(...other.terms)
    changes.push({
      before: readings[r - 1]?.terms.at(-1),
      after: readings[r + 1]?.terms[0],
      typed: query.terms.slice(reading.from, reading.to).map((term) => term.text),
      reading,
      others,
    })
  }
  return changes
}

/** True for a reading that changes nothing. */
function isAsTyped({ terms }: Query, reading: Reading): boolean {
  return (
    reading.terms.length === reading.to - reading.from &&
    reading.terms.every((term, i) => term === terms[reading.from + i]!.text)
  )
}

/**
 * How much more often the typed terms occur than slips of the intended ones would explain, in nats, clamped. Near 0 or
 * below: whoever wrote them, in a title or elsewhere, may have slipped too.
 */
export function explained({ typed, reading }: Change, logOf: (term: string) => number): number {
  const typedLog = Math.min(...typed.map(logOf))
  const intendedLog = Math.min(...reading.terms.map(logOf))
  return clamp(typedLog - intendedLog + reading.cost, -12, 12)
}

/**
 * How much better than by itself the intended term's count is explained as slips of another reading of the same window, in
 * nats, from 0 on: a feed has misspellings of its own, which are no corrections.
 */
export function intendedSlip(
  { typed, reading }: Change,
  all: readonly Reading[],
  logOf: (term: string) => number,
  spellingCost: Cost,
): number {
  const [term] = reading.terms
  if (typed.length > 1 || reading.terms.length > 1 || term === undefined) return 0
  const own = logOf(term)
  let best = 0
  for (const other of all) {
    const [rival] = other.terms
    if (other.from !== reading.from || other.to !== reading.to || other.terms.length > 1 || rival === undefined)
      continue
    if (rival === term || rival === typed[0]) continue
    const logOfRival = logOf(rival)
    const most = logOfRival - own + 6
    // a slip costs something, so that few of the rivals need their cost
    if (logOfRival <= own || most <= best) continue
    best = Math.max(best, most - spellingCost(rival, term))
  }
  return Math.min(10, best)
}

/** Letters that are missing at the end, where typing stopped early; 0 elsewhere, and for one letter. */
export function cutShort({ typed, reading }: Change): number {
  const [a, b] = [typed.join(''), reading.terms.join('')]
  return b.startsWith(a) && b.length > a.length + 1 ? Math.min(5, b.length - a.length) : 0
}

/** Terms that the catalog does not know keep no company: 0. */
export function typedCompany({ typed, others }: ChangeInCandidate, counts: TermCounts): Company {
  return companyOf(
    typed.filter((term) => counts.count(term) > 0),
    others,
    counts,
  )
}

/** How much more usual, in nats a letter, the intended terms look than the typed ones. */
export function oddGain({ typed, reading }: Change, letters: Letters): number {
  const odd = (terms: readonly string[]) => Math.max(...terms.map((term) => letters.surprise(term).mean))
  return odd(typed) - odd(reading.terms)
}

/** How much less the typed form looks like a slip than like a name coined from the intended one, in nats, from 0 on. */
export function coined({ typed, reading }: Change, coinageCost: Cost): number {
  if (typed.length > 1 || reading.terms.length > 1) return 0
  return clamp(reading.cost - coinageCost(reading.terms[0]!, typed[0]!) + 8, 0, 16)
}

/** How well neighbouring typed terms are attested together. */
export function typedPair(typed: readonly string[], counts: TermCounts): number {
  let least = typed.length > 1 ? Infinity : 0
  for (let i = 1; i < typed.length; i++)
    least = Math.min(least, Math.log1p(counts.count(bigramForm(typed[i - 1]!, typed[i]!))))
  return least
}

export function editShare({ typed, reading }: Change): number {
  const codes = codePoints(joined(typed.join(' ')))
  return osaDistanceOfCodes(codes, codePoints(joined(reading.terms.join(' '))), 4) / Math.max(1, codes.length)
}

/** How often terms are attested next to those that stand beside them, in nats of 1 + count, both sides together. */
export function neighbours(
  terms: readonly string[],
  before: string | undefined,
  after: string | undefined,
  counts: TermCounts,
): number {
  const pairs = [before === undefined ? [] : [before, terms[0]!], after === undefined ? [] : [terms.at(-1)!, after]]
  return pairs.reduce((sum, [a, b]) => sum + (a === undefined ? 0 : Math.log1p(counts.count(bigramForm(a, b!)))), 0)
}
