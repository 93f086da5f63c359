import { codePoints, osaDistanceOfCodes } from '../../speller/edit-distance.ts'
import { partsThatAre } from '../../speller/name-parts.ts'
import { joined } from '../../speller/normalise.ts'
import type { SearchOptions } from '../../speller/ports.ts'
import { bestHits, maxHitEdits, nearEdits, scoreHits } from '../../speller/rank-hits.ts'
import type { Hit, Name } from '../../speller/types.ts'
import { compareByScore, scoreByEdits } from './bm25.ts'
import type { Query } from './qdrant-requests.ts'
import { byJoinedForm, byNearness } from './qdrant-search.ts'

/** What a retriever with scores of its own finds by edits all the same. */
interface Beside<Each> {
  /** Equal joined form, and added brands of which it is a term. */
  readonly exact: Each
  /** Added at run time, and near. */
  readonly live: Each
}

export function queriesBeside(span: string, options: SearchOptions): Beside<Query[]> {
  return {
    exact: [byJoinedForm(joined(span), options)],
    live: byNearness(joined(span), false, options, { key: 'live', match: { value: true } }),
  }
}

/** Equal joined forms first, then by score; each name once. `scored`: by the retriever, in [0, 1]. */
export function uniteHits(
  span: string,
  { exact, live }: Beside<readonly Name[]>,
  scored: readonly { readonly name: Name; readonly score: number }[],
  limit: number,
): Hit[] {
  const hits = new Map<string, Hit>()
  const put = (hit: Hit) => {
    const key = `${hit.name.locale ?? ''}\t${hit.name.form}`
    if (!hits.has(key)) hits.set(key, hit)
  }
  const same = exact.filter(({ form }) => joined(form) === joined(span))
  for (const hit of bestHits(span, scoreHits(span, [...same, ...partsThatAre(span, exact)]), limit)) put(hit)
  const codes = codePoints(joined(span))
  for (const hit of scoreHits(span, live)) {
    const most = nearEdits(codes.length, codePoints(joined(hit.name.form)).length)
    if (hit.edits <= most) put(scoreByEdits(hit, span))
  }
  for (const { name, score } of scored) {
    const edits = osaDistanceOfCodes(codes, codePoints(joined(name.form)), maxHitEdits)
    put({ name, edits, score: Math.min(0.999, score) })
  }
  return [...hits.values()].sort(compareByScore).slice(0, limit)
}
