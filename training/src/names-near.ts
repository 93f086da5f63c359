import { channelCost, type ChannelTable } from '../../src/speller/channel.ts'
import { selectContext } from '../../src/speller/context.ts'
import { parseQuery } from '../../src/speller/normalise.ts'
import type { CatalogIndex } from '../../src/speller/ports.ts'
import { rememberedPair } from '../../src/speller/remembered.ts'
import { otherSpansOf } from '../../src/speller/spans.ts'
import type { Name } from '../../src/speller/types.ts'
import { brandWindows, nearWindows, searchOf, together } from '../../src/speller/windows.ts'

/** The names that the speller gives a model for a query over this catalog, best first, `k` at most. */
export async function namesNear(
  catalog: CatalogIndex,
  text: string,
  table: ChannelTable,
  k: number,
): Promise<readonly Name[]> {
  const query = parseQuery(text)
  const search = searchOf(
    catalog,
    rememberedPair((intended, typed) => channelCost(table, intended, typed)),
  )
  const near = await nearWindows(query, search)
  const others = otherSpansOf(query)
  const counts = others.length === 0 ? [] : await catalog.counts(others.map((span) => span.text))
  const brands = await brandWindows(
    others.filter((_, i) => counts[i]! > 0),
    search,
  )
  const { spans, hits } = together(near, brands)
  return selectContext(spans, hits, k)
}
