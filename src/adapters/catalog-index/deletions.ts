import { avalanche } from '../../speller/hash.ts'
import { nearEdits } from '../../speller/rank-hits.ts'

/** Code points of a joined form that take part in deletions. Longer finds fewer false neighbours and takes more memory. */
export const deletionPrefix = 8

/**
 * Calls `visit` with the hash of every text left when up to `nearEdits` units are deleted from the prefix of a joined form.
 * Two forms within that many edits share at least one. Hashes may repeat.
 * @source SymSpell's symmetric delete with prefix, Garbe 2012.
 */
export function visitDeletions(
  units: ArrayLike<number>,
  from: number,
  to: number,
  visit: (hash: number) => void,
): void {
  const length = Math.min(to - from, deletionPrefix)
  const edits = nearEdits(to - from)
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
