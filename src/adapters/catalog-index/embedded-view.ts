import type { CatalogInfo, SearchOptions } from '../../speller/ports.ts'
import type { Hit } from '../../speller/types.ts'
import { type EmbeddedRetriever, openRetriever } from './embedded-retriever.ts'
import type { EmbeddedIndex } from './embedded-search.ts'
import { keyOf, type LiveNames, mergeHits } from './live-names.ts'

/**
 * One generation together with what was added to and removed from it. Added names are found by edits, whatever the retriever. Pure: no files, so that it also runs in a
 * Worker.
 */
export interface EmbeddedView {
  search(spans: readonly string[], options: SearchOptions): Hit[][]
  counts(forms: readonly string[]): number[]
  info(): CatalogInfo
}

export function createView(
  index: EmbeddedIndex,
  live: LiveNames,
  retriever: EmbeddedRetriever = openRetriever(index, 'hybrid'),
): EmbeddedView {
  const hasLive = () => live.names.size > 0
  const known = new Map<string, readonly (string | undefined)[]>()
  /** Locales of the generation's own names of this form; kept, since the generation does not change. */
  const localesOf = (form: string) => {
    const found = known.get(form) ?? (index.count(form) === 0 ? [] : searchLocales(form))
    known.set(form, found)
    return found
  }
  const searchLocales = (form: string) =>
    index
      .search(form, 1000, undefined)
      .filter((hit) => hit.name.form === form)
      .map((hit) => hit.name.locale)
  return {
    search: (spans, { limit, locale }) =>
      spans.map((span) =>
        mergeHits(
          retriever.search(span, limit, locale, (name) => live.hides(name)),
          hasLive() ? live.search(span, locale).map((hit) => retriever.scored(hit, span)) : [],
          limit,
          retriever.compare,
        ),
      ),
    counts: (forms) =>
      forms.map((form) => {
        const added = hasLive() ? live.count(form) : 0
        if (added > 0) return added
        return live.isRemoved(form) ? 0 : index.count(form)
      }),
    info() {
      const { id, names, bigrams, products } = index.header
      let change = 0
      for (const name of live.names.values()) if (!localesOf(name.form).includes(name.locale)) change++
      for (const form of live.removed())
        change -= localesOf(form).filter((locale) => !live.names.has(keyOf({ form, ...(locale && { locale }) }))).length
      return { id, names: names + change, bigrams, products }
    },
  }
}
