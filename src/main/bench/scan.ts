import { codePoints, osaDistanceOfCodes } from '../../speller/edit-distance.ts'
import { joined } from '../../speller/normalise.ts'
import { nearEdits } from '../../speller/rank-hits.ts'
import type { Name } from '../../speller/types.ts'

/**
 * Forms of the names nearest to a span, in the order of every index (fewest edits, greatest count, form), by comparing it with
 * each name: what ranking by edit distance can find at best. `maxEdits`: by the span's letters; farther names are left out.
 * O(names) a call.
 */
export function createScan(
  names: readonly Name[],
  maxEdits: (letters: number) => number = nearEdits,
): (span: string, limit: number) => readonly string[] {
  const entries = names.map(({ form, count }) => ({ form, count, codes: codePoints(joined(form)) }))
  return (span, limit) => {
    const codes = codePoints(joined(span))
    const max = maxEdits(codes.length)
    return entries
      .map(({ form, count, codes: other }) => ({ form, count, edits: osaDistanceOfCodes(codes, other, max) }))
      .filter(({ edits }) => edits <= max)
      .sort((a, b) => a.edits - b.edits || b.count - a.count || (a.form < b.form ? -1 : 1))
      .slice(0, limit)
      .map(({ form }) => form)
  }
}
