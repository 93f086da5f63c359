import { codePoints, osaDistanceOfCodes } from '../../speller/edit-distance.ts'
import { joined } from '../../speller/normalise.ts'
import { nearEdits } from '../../speller/rank-hits.ts'
import type { Name } from '../../speller/types.ts'

/** Forms of the near names of a span, in the order of every index, by comparing it with each name. O(names) a call. */
export function createScan(names: readonly Name[]): (span: string, limit: number) => readonly string[] {
  const entries = names.map(({ form, count }) => ({ form, count, codes: codePoints(joined(form)) }))
  return (span, limit) => {
    const codes = codePoints(joined(span))
    const max = nearEdits(codes.length)
    return entries
      .map(({ form, count, codes: other }) => ({ form, count, edits: osaDistanceOfCodes(codes, other, max) }))
      .filter(({ edits }) => edits <= max)
      .sort((a, b) => a.edits - b.edits || b.count - a.count || (a.form < b.form ? -1 : 1))
      .slice(0, limit)
      .map(({ form }) => form)
  }
}
