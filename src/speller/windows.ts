import { isExact, maxContext } from './context.ts'
import type { Cost } from './changes.ts'
import type { CatalogIndex } from './ports.ts'
import { spansOf } from './spans.ts'
import type { Hit, Query, Span } from './types.ts'

/** Names that only sound like a window, beside those near to it. */
export const maxAlike = 4

/** Windows of a query, and the names found for them. */
export interface Windows {
  /** The windows of `spansOf`, then those others that are a brand as typed. */
  readonly spans: readonly Span[]
  /** Per span, best first. */
  readonly hits: readonly (readonly Hit[])[]
}

/** Asks an index for names near to texts; `alike` more that only sound like one. */
export type Search = (texts: readonly string[], limit: number, alike?: number) => Promise<readonly (readonly Hit[])[]>

/** Searches of an index for a query of this locale. */
export function searchOf(index: CatalogIndex, typingCost: Cost, locale?: string): Search {
  return (texts, limit, alike = 0) =>
    index.search(texts, { limit, alike, typingCost, ...(locale === undefined ? {} : { locale }) })
}

/** The windows of `spansOf`, with what is near to them and what sounds like them. */
export async function nearWindows(query: Query, search: Search): Promise<Windows> {
  const spans = spansOf(query)
  const texts = spans.map((span) => span.text)
  return { spans, hits: await search(texts, maxContext, maxAlike) }
}

/** Those of these windows that are a brand, letter for letter and space for space. */
export async function brandWindows(windows: readonly Span[], search: Search): Promise<Windows> {
  if (windows.length === 0) return { spans: [], hits: [] }
  const texts = windows.map((span) => span.text)
  const found = (await search(texts, maxContext)).map((hits, s) =>
    hits.filter((hit) => isExact(windows[s]!, hit) && hit.name.kind === 'brand'),
  )
  return { spans: windows.filter((_, s) => found[s]!.length > 0), hits: found.filter((hits) => hits.length > 0) }
}

export function together(first: Windows, second: Windows): Windows {
  return { spans: [...first.spans, ...second.spans], hits: [...first.hits, ...second.hits] }
}
