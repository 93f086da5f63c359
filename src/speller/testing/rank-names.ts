import { bestHits, scoreHits, type TypingCost } from '../rank-hits.ts'
import type { Hit, Name } from '../types.ts'

/** What an index that holds just these names would find best, however far they are. */
export function rankNames(span: string, names: readonly Name[], limit: number, typingCost?: TypingCost): Hit[] {
  return bestHits(span, scoreHits(span, names), limit, typingCost)
}
