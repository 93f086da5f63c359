import { avalanche } from '../../speller/hash.ts'
import { nearEdits } from '../../speller/rank-hits.ts'

/** Code points of a joined form that take part in deletions. Longer finds fewer false neighbours and takes more memory. */
export const deletionPrefix = 8

/** Hashes of a joined form, where none are equal: of the prefix as it is, and without 1 or 2 of its code points. */
export const mostDeletions = 1 + deletionPrefix + (deletionPrefix * (deletionPrefix - 1)) / 2

/**
 * Writes the hash of every text left when up to 2 units (1 of up to 4) are deleted from the prefix of a joined form, and returns how many, at most
 * `mostDeletions`. Two forms within `nearEdits` share at least one: of two edits that make a short form longer the longer one deletes both, or
 * all but one. Hashes may repeat.
 * @source SymSpell's symmetric delete with prefix, Garbe 2012.
 */
export function hashDeletions(units: ArrayLike<number>, from: number, to: number, into: Uint32Array): number {
  const length = Math.min(to - from, deletionPrefix)
  const edits = nearEdits(to - from, to - from)
  const end = from + length
  let size = 0
  into[size++] = avalanche(hashed(start, units, from, end))
  let before = start
  for (let i = from; i < end; i++) {
    into[size++] = avalanche(hashed(before, units, i + 1, end))
    if (edits > 1) {
      let between = before
      for (let j = i + 1; j < end; j++) {
        into[size++] = avalanche(hashed(between, units, j + 1, end))
        between = hashed(between, units, j, j + 1)
      }
    }
    before = hashed(before, units, i, i + 1)
  }
  return size
}

/** Calls `visit` with each of these hashes. */
export function visitDeletions(
  units: ArrayLike<number>,
  from: number,
  to: number,
  visit: (hash: number) => void,
): void {
  const hashes = new Uint32Array(mostDeletions)
  const size = hashDeletions(units, from, to, hashes)
  for (let i = 0; i < size; i++) visit(hashes[i]!)
}

/** The unfinished hash of no units. */
const start = 0x811c9dc5

/** The unfinished hash of what `hash` is of and these units behind it. */
function hashed(hash: number, units: ArrayLike<number>, from: number, to: number): number {
  for (let at = from; at < to; at++) {
    hash = Math.imul(hash ^ units[at]!, 0x01000193)
    hash ^= hash >>> 13
  }
  return hash
}

/** A bit for each letter that occurs; letters may share one. An edit adds at most one bit, and takes at most one. */
export function lettersOf(units: ArrayLike<number>, from: number, to: number): number {
  let letters = 0
  for (let at = from; at < to; at++) letters |= 1 << (units[at]! & 31)
  return letters >>> 0
}

/** False for letters that are more than `edits` edits apart; of those that are not, more are let through than are near. */
export function mayBeNear(a: number, b: number, edits: number): boolean {
  return hasAtMost(a & ~b, edits) && hasAtMost(b & ~a, edits)
}

function hasAtMost(bits: number, most: number): boolean {
  for (let n = 0; n < most; n++) bits &= bits - 1
  return bits === 0
}
