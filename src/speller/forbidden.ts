import { changesOf } from './changes.ts'
import { readingKey } from './readings.ts'
import type { Candidate, Query } from './types.ts'

export interface Weighed {
  readonly candidate: Candidate
  /** Among all of them; sums to 1. */
  readonly probability: number
}

/**
 * What is left once the forbidden ones are gone. Their probability goes to the one that reads the query likest to them: a rule that
 * forbids what was meant makes nothing else likelier to be meant. The query as typed must be among those that are left.
 */
export function withoutForbidden<Each extends Weighed>(
  query: Query,
  all: readonly Each[],
  isForbidden: (candidate: Candidate) => boolean,
): { readonly entry: Each; readonly probability: number }[] {
  const left = all.filter(({ candidate }) => !isForbidden(candidate))
  const own = left.map(({ candidate }) => changesIn(query, candidate))
  const shares = left.map(({ probability }) => probability)
  for (const { candidate, probability } of all) {
    if (!isForbidden(candidate)) continue
    const changes = changesIn(query, candidate)
    let heir = -1
    for (const [c, part] of own.entries())
      if (isSubset(part, changes) && (heir === -1 || part.size > own[heir]!.size)) heir = c
    shares[heir]! += probability
  }
  return left.map((entry, c) => ({ entry, probability: shares[c]! }))
}

function changesIn(query: Query, candidate: Candidate): ReadonlySet<string> {
  return new Set(changesOf(query, candidate).map(({ reading }) => readingKey(reading)))
}

function isSubset(part: ReadonlySet<string>, whole: ReadonlySet<string>): boolean {
  for (const each of part) if (!whole.has(each)) return false
  return true
}
