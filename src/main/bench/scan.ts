import { codePoints, osaDistanceOfCodes } from '../../speller/edit-distance.ts'
import { joined } from '../../speller/normalise.ts'
import { hitOrder, hitScore, maxHitEdits, nearEdits, type TypingCost } from '../../speller/rank-hits.ts'
import type { Hit, Name } from '../../speller/types.ts'

/**
 * Forms of the names nearest to a span, in the order of every index, by comparing it with each name: what that order can find
 * at best. `maxEdits`: by the letters of span and name; farther names are left out. O(names) a call.
 */
export function createScan(
  names: readonly Name[],
  maxEdits: (spanLetters: number, nameLetters: number) => number = nearEdits,
  typingCost?: TypingCost,
): (span: string, limit: number) => readonly string[] {
  const entries = names.map((name) => ({ name, codes: codePoints(joined(name.form)) }))
  return (span, limit) => {
    const codes = codePoints(joined(span))
    const byEdits: Hit[][] = Array.from({ length: maxHitEdits + 1 }, () => [])
    for (const { name, codes: other } of entries) {
      const max = maxEdits(codes.length, other.length)
      const edits = osaDistanceOfCodes(codes, other, max)
      if (edits <= max) byEdits[edits]!.push({ name, edits, score: hitScore(edits, codes.length, other.length) })
    }
    const hits: Hit[] = []
    for (const own of byEdits) if (hits.length < limit) hits.push(...own.sort(hitOrder(span, typingCost)))
    return hits.slice(0, limit).map(({ name }) => name.form)
  }
}
