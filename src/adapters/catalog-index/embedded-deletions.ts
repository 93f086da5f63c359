import { SpellerError } from '../../speller/errors.ts'
import { deletionPrefix, hashDeletions, mostDeletions } from './deletions.ts'
import { type IndexArrays, offsets, powerOfTwo, type Section, sectionOf } from './embedded-format.ts'
import type { SortedNames } from './embedded-names.ts'
import { createKeptLists } from './kept-lists.ts'

/** Bytes of a deletion's entry: two hold the low bits of the run, one its high bits and, in those that no run needs, bits of the hash. */
export const entryBytes = 3
const mostRuns = 2 ** 24
/** Entries that share a bucket, at most on average: fewer buckets take less memory, more entries more time. */
export const bucketLoad = 12

/**
 * The symmetric-delete table over runs: neighbours in the order of joined forms that share their first `deletionPrefix` code
 * points, and so all deletions. Of a shop's names half share a run with another.
 */
export function deletionSections(names: Pick<SortedNames, 'size' | 'longest' | 'codes'>, mostKept?: number) {
  const runAt = runsOf(names)
  const runs = runAt.length - 1
  if (runs > mostRuns)
    throw new SpellerError(
      'index_failed',
      `The embedded index holds at most ${mostRuns} different beginnings of names, and these have ${runs}. Set QDRANT_URL.`,
    )
  const codes = new Uint16Array(names.longest)
  const hashes = new Uint32Array(mostDeletions)
  const leaveDistinct = createDistinct()
  const lists = createKeptLists(runs, runs * mostDeletions, mostKept)
  /** Writes the hashes of a run into `hashes`, each once, and returns how many. */
  const hashRun = (run: number) =>
    leaveDistinct(hashes, hashDeletions(codes, 0, names.codes(runAt[run]!, codes), hashes))
  // as many buckets as there could be, of which those of equal low bits are put together once their number is known
  const most = new Uint32Array(powerOfTwo((runs * mostDeletions) / bucketLoad))
  let total = 0
  for (let run = 0; run < runs; run++) {
    const size = hashRun(run)
    countIn(most, hashes, size)
    lists.keep(hashes, size)
    total += size
  }
  const sizes = most.subarray(0, powerOfTwo(total / bucketLoad))
  const mask = sizes.length - 1
  for (let bucket = sizes.length; bucket < most.length; bucket++) sizes[bucket & mask]! += most[bucket]!
  const deletionAt = offsets(sizes)
  const hashMask = hashMaskOf(runs)
  const entries = (): Uint8Array => {
    const next = deletionAt.slice(0, sizes.length)
    const deletionRuns = new Uint8Array(total * entryBytes)
    for (let run = 0; run < runs; run++) {
      const known = lists.read(run, hashes)
      putEntries(deletionRuns, next, hashes, known < 0 ? hashRun(run) : known, run, hashMask)
    }
    return deletionRuns
  }
  return {
    runAt: sectionOf(runAt),
    deletionAt: sectionOf(deletionAt),
    deletionRuns: { length: total * entryBytes, make: entries } satisfies Section,
  }
}

/** Counts hashes by bucket; the number of buckets is a power of two, and so below. */
function countIn(buckets: Uint32Array, hashes: Uint32Array, size: number): void {
  const mask = buckets.length - 1
  for (let i = 0; i < size; i++) buckets[hashes[i]! & mask]!++
}

/** Puts an entry for each hash where the next one of its bucket belongs: the run's low bytes, and above them its high bits beside the hash's. */
function putEntries(
  entries: Uint8Array,
  next: Uint32Array,
  hashes: Uint32Array,
  size: number,
  run: number,
  hashMask: number,
): void {
  const mask = next.length - 1
  for (let i = 0; i < size; i++) {
    const hash = hashes[i]!
    const at = next[hash & mask]!++ * entryBytes
    entries[at] = run
    entries[at + 1] = run >>> 8
    entries[at + 2] = ((hash >>> 24) & hashMask) | (run >>> 16)
  }
}

/** Leaves each of the first `size` hashes once, in the order in which they came first, and returns how many these are. */
function createDistinct(): (hashes: Uint32Array, size: number) => number {
  const slots = new Uint32Array(powerOfTwo(4 * mostDeletions))
  /** The call that wrote a slot: others are free. */
  const writtenBy = new Uint32Array(slots.length)
  const mask = slots.length - 1
  let call = 0
  return (hashes, size) => {
    call++
    let distinct = 0
    for (let i = 0; i < size; i++) {
      const hash = hashes[i]!
      let slot = hash & mask
      while (writtenBy[slot] === call && slots[slot] !== hash) slot = (slot + 1) & mask
      if (writtenBy[slot] === call) continue
      writtenBy[slot] = call
      slots[slot] = hash
      hashes[distinct++] = hash
    }
    return distinct
  }
}

/** First name of each run, and behind the last one the number of names. */
function runsOf({ size, longest, codes }: Pick<SortedNames, 'size' | 'longest' | 'codes'>): Uint32Array {
  const runAt = new Uint32Array(size + 1)
  const own = new Uint16Array(longest)
  const former = new Uint16Array(deletionPrefix)
  let formerLength = -1
  /** Whether a name begins as the one before it does not. */
  const beginsRun = (name: number) => {
    const length = Math.min(deletionPrefix, codes(name, own))
    let isSame = length === formerLength
    for (let at = 0; isSame && at < length; at++) isSame = own[at] === former[at]
    for (let at = 0; at < length; at++) former[at] = own[at]!
    formerLength = length
    return !isSame
  }
  let runs = 0
  for (let name = 0; name < size; name++) if (beginsRun(name)) runAt[runs++] = name
  runAt[runs] = size
  return runAt.slice(0, runs + 1)
}

/** Bits of an entry's last byte that hold the hash's highest, which its bucket does not show: those above the bits that so many runs need. */
function hashMaskOf(runs: number): number {
  return 0xff & ~(Math.max(1, powerOfTwo(runs) / 2 ** 16) - 1)
}

/** Calls `visit` with the runs of a hash; a few of other hashes are among them, more where there are more runs. */
export function createRunVisitor({
  runAt,
  deletionAt,
  deletionRuns,
}: Pick<IndexArrays, 'runAt' | 'deletionAt' | 'deletionRuns'>): (hash: number, visit: (run: number) => void) => void {
  const bucketMask = deletionAt.length - 2
  const hashMask = hashMaskOf(runAt.length - 1)
  return (hash, visit) => {
    const bucket = hash & bucketMask
    const wanted = (hash >>> 24) & hashMask
    const end = deletionAt[bucket + 1]! * entryBytes
    for (let at = deletionAt[bucket]! * entryBytes; at < end; at += entryBytes) {
      const last = deletionRuns[at + 2]!
      if ((last & hashMask) === wanted)
        visit(((last & ~hashMask) << 16) | (deletionRuns[at + 1]! << 8) | deletionRuns[at]!)
    }
  }
}
