import { codePoints, osaDistanceOfCodes } from './edit-distance.ts'
import { joined } from './normalise.ts'
import type { Hit, Name } from './types.ts'

/** Edits within which a name counts as near: 1 for joined forms of up to 4 code points, else 2. */
export function nearEdits(joinedLength: number): number {
  return joinedLength <= 4 ? 1 : 2
}

/** Most edits that a hit reports; a name farther away says this plus one. */
export const maxHitEdits = 4

/** In (0, 1]; 1 only at 0 edits. */
export function hitScore(edits: number, spanLength: number, nameLength: number): number {
  return 1 / (1 + (4 * edits) / Math.max(spanLength, nameLength, 1))
}

/** Fewest edits first, then the greater count, then the form in code-unit order: the one order of every index. */
export function compareHits(a: Hit, b: Hit): number {
  return (
    a.edits - b.edits ||
    b.name.count - a.name.count ||
    (a.name.form < b.name.form ? -1 : a.name.form > b.name.form ? 1 : 0) ||
    ((a.name.locale ?? '') < (b.name.locale ?? '') ? -1 : 1)
  )
}

/** Scores candidate names against a span by edit distance of the joined forms and keeps the best `limit`, best first. */
export function rankHits(span: string, names: readonly Name[], limit: number): Hit[] {
  const spanCodes = codePoints(joined(span))
  const hits = names.map((name): Hit => {
    const codes = codePoints(joined(name.form))
    const edits = osaDistanceOfCodes(spanCodes, codes, maxHitEdits)
    return { name, edits, score: hitScore(edits, spanCodes.length, codes.length) }
  })
  return hits.sort(compareHits).slice(0, limit)
}
