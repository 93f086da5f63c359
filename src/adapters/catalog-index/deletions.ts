import { avalanche } from '../../speller/hash.ts'
import { nearEdits } from '../../speller/rank-hits.ts'

/** Code points of a joined form that take part in deletions. Longer finds fewer false neighbours and takes more memory. */
export const deletionPrefix = 8

/**
 * Calls `visit` with the hash of every text left when up to 2 units (1 of up to 4) are deleted from the prefix of a joined form.
 * Two forms within `nearEdits` share at least one: of two edits that make a short form longer the longer one deletes both, or
 * all but one. Hashes may repeat.
 * @source SymSpell's symmetric delete with prefix, Garbe 2012.
 */
export function visitDeletions(
  units: ArrayLike<number>,
  from: number,
  to: number,
  visit: (hash: number) => void,
): void {
  const length = Math.min(to - from, deletionPrefix)
  const edits = nearEdits(to - from, to - from)
  visit(hashWithout(units, from, length, -1, -1))
  for (let i = 0; i < length; i++) {
    visit(hashWithout(units, from, length, i, -1))
    if (edits > 1) for (let j = i + 1; j < length; j++) visit(hashWithout(units, from, length, i, j))
  }
}

function hashWithout(units: ArrayLike<number>, from: number, length: number, i: number, j: number): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < length; at++) {
    if (at === i || at === j) continue
    hash = Math.imul(hash ^ units[from + at]!, 0x01000193)
    hash ^= hash >>> 13
  }
  return avalanche(hash)
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
