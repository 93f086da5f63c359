import { SpellerError } from '../../speller/errors.ts'
import { deletionPrefix, visitDeletions } from './deletions.ts'
import { offsets, powerOfTwo, type Section, sectionOf } from './embedded-format.ts'
import type { SortedNames } from './embedded-names.ts'

/** Bits of a deletion's entry that hold the run; the others hold as many of the hash. */
export const runBits = 24
/** All of a run, where none are equal: the prefix as it is, and without 1 or 2 of its code points. */
const mostDeletions = 1 + deletionPrefix + (deletionPrefix * (deletionPrefix - 1)) / 2
/** Entries that share a bucket, on average: fewer buckets take less memory, more entries more time. */
const bucketLoad = 6

/**
 * The symmetric-delete table over runs: neighbours in the order of joined forms that share their first `deletionPrefix` code
 * points, and so all deletions. Of a shop's names half share a run with another.
 */
export function deletionSections(names: Pick<SortedNames, 'size' | 'longest' | 'codes'>) {
  const runAt = runsOf(names)
  const runs = runAt.length - 1
  if (runs > 2 ** runBits)
    throw new SpellerError(
      'index_failed',
      `The embedded index holds at most ${2 ** runBits} different beginnings of names, and these have ${runs}. Set QDRANT_URL.`,
    )
  const codes = new Uint16Array(names.longest)
  const found = new Uint32Array(mostDeletions)
  /** Calls `meet` with the hashes of each run, once each. */
  const visit = (meet: (hash: number, run: number) => void) => {
    for (let run = 0; run < runs; run++) {
      let distinct = 0
      visitDeletions(codes, 0, names.codes(runAt[run]!, codes), (hash) => {
        for (let i = 0; i < distinct; i++) if (found[i] === hash) return
        found[distinct++] = hash
        meet(hash, run)
      })
    }
  }
  // as many buckets as there could be, of which those of equal low bits are put together once their number is known
  const most = new Uint32Array(powerOfTwo((runs * mostDeletions) / bucketLoad))
  let total = 0
  visit((hash) => {
    most[hash & (most.length - 1)]!++
    total++
  })
  const sizes = most.subarray(0, powerOfTwo(total / bucketLoad))
  const mask = sizes.length - 1
  for (let bucket = sizes.length; bucket < most.length; bucket++) sizes[bucket & mask]! += most[bucket]!
  const deletionAt = offsets(sizes)
  const entries = (): Uint32Array => {
    const next = deletionAt.slice()
    const deletionRuns = new Uint32Array(total)
    visit((hash, run) => (deletionRuns[next[hash & mask]!++] = entryOf(hash, run)))
    return deletionRuns
  }
  return {
    runAt: sectionOf(runAt),
    deletionAt: sectionOf(deletionAt),
    deletionRuns: { length: total, make: entries } satisfies Section,
  }
}

/** First name of each run, and behind the last one the number of names. */
function runsOf({ size, longest, codes }: Pick<SortedNames, 'size' | 'longest' | 'codes'>): Uint32Array {
  const runAt = new Uint32Array(size + 1)
  let [own, former] = [new Uint16Array(longest), new Uint16Array(longest)]
  let formerLength = -1
  let runs = 0
  for (let name = 0; name < size; name++) {
    const length = Math.min(deletionPrefix, codes(name, own))
    let isSame = length === formerLength
    for (let at = 0; isSame && at < length; at++) isSame = own[at] === former[at]
    if (!isSame) runAt[runs++] = name
    ;[own, former] = [former, own]
    formerLength = length
  }
  runAt[runs] = size
  return runAt.slice(0, runs + 1)
}

/** A run with the high bits of a hash, which its bucket does not show. */
export function entryOf(hash: number, run: number): number {
  return (((hash >>> runBits) << runBits) | run) >>> 0
}
