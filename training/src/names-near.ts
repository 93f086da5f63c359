import { channelCost, type ChannelTable } from '../../src/speller/channel.ts'
import { selectContext } from '../../src/speller/context.ts'
import { parseQuery } from '../../src/speller/normalise.ts'
import { spansOf } from '../../src/speller/spans.ts'
import type { Name } from '../../src/speller/types.ts'
import type { Shop } from './shops.ts'

const hitsPerSpan = 8

/** The names that a model is given for a query in this shop, best first, `k` at most: by the retriever that serves. */
export function namesNear(shop: Shop, text: string, table: ChannelTable, k: number): readonly Name[] {
  const typingCost = (intended: string, typed: string) => channelCost(table, intended, typed)
  const spans = spansOf(parseQuery(text))
  const hits = spans.map((span) => shop.index.search(span.text, hitsPerSpan, undefined, { typingCost }))
  return selectContext(spans, hits, k)
}
