import { SpellerError } from '../../speller/errors.ts'
import { deletionPrefix, visitDeletions } from './deletions.ts'
import { offsets, powerOfTwo } from './embedded-format.ts'

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
export function deletionArrays(names: number, joinedAt: Uint32Array, units: Uint16Array) {
  const starts: number[] = []
  for (let i = 0; i < names; i++) if (i === 0 || !beginAlike(joinedAt, units, i - 1, i)) starts.push(i)
  if (starts.length > 2 ** runBits)
    throw new SpellerError(
      'index_failed',
      `The embedded index holds at most ${2 ** runBits} different beginnings of names, and these have ${starts.length}. Set QDRANT_URL.`,
    )
  const runAt = Uint32Array.from([...starts, names])
  const { hashes, hashAt } = distinctDeletions(starts, joinedAt, units)
  const total = hashes.length
  const mask = powerOfTwo(total / bucketLoad) - 1
  const sizes = new Uint32Array(mask + 1)
  for (const hash of hashes) sizes[hash & mask]!++
  const deletionAt = offsets(sizes)
  const next = deletionAt.slice()
  const deletionRuns = new Uint32Array(total)
  for (let run = 0; run < starts.length; run++) {
    for (let at = hashAt[run]!; at < hashAt[run + 1]!; at++) {
      const hash = hashes[at]!
      deletionRuns[next[hash & mask]!++] = entryOf(hash, run)
    }
  }
  return { runAt, deletionAt, deletionRuns }
}

/** The hashes of each run, once each, and where those of a run start. */
function distinctDeletions(starts: readonly number[], joinedAt: Uint32Array, units: Uint16Array) {
  let hashes = new Uint32Array(starts.length * 8 + mostDeletions)
  const hashAt = new Uint32Array(starts.length + 1)
  let total = 0
  starts.forEach((name, run) => {
    if (total + mostDeletions > hashes.length) {
      const longer = new Uint32Array(hashes.length * 2)
      longer.set(hashes)
      hashes = longer
    }
    const from = total
    visitDeletions(units, joinedAt[name]!, joinedAt[name + 1]!, (hash) => {
      for (let at = from; at < total; at++) if (hashes[at] === hash) return
      hashes[total++] = hash
    })
    hashAt[run + 1] = total
  })
  return { hashes: hashes.subarray(0, total), hashAt }
}

/** A run with the high bits of a hash, which its bucket does not show. */
export function entryOf(hash: number, run: number): number {
  return (((hash >>> runBits) << runBits) | run) >>> 0
}

function beginAlike(joinedAt: Uint32Array, units: Uint16Array, a: number, b: number): boolean {
  const lengths = [a, b].map((i) => Math.min(deletionPrefix, joinedAt[i + 1]! - joinedAt[i]!))
  if (lengths[0] !== lengths[1]) return false
  for (let at = 0; at < lengths[0]!; at++) if (units[joinedAt[a]! + at] !== units[joinedAt[b]! + at]) return false
  return true
}
