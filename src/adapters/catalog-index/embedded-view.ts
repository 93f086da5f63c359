import type { CatalogInfo, SearchOptions } from '../../speller/ports.ts'
import type { Hit } from '../../speller/types.ts'
import type { EmbeddedIndex } from './embedded-search.ts'
import { type LiveNames, mergeHits } from './live-names.ts'

/** One generation together with what was added to and removed from it. Pure: no files, so that it also runs in a Worker. */
export interface EmbeddedView {
  search(spans: readonly string[], options: SearchOptions): Hit[][]
  counts(forms: readonly string[]): number[]
  info(): CatalogInfo
}

export function createView(index: EmbeddedIndex, live: LiveNames): EmbeddedView {
  const hasLive = () => live.names.size > 0
  return {
    search: (spans, { limit, locale }) =>
      spans.map((span) =>
        mergeHits(
          index.search(span, limit, locale, (name) => live.hides(name)),
          hasLive() ? live.search(span, locale) : [],
          limit,
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
      const own = (form: string) => index.search(form, 1000, undefined).filter((hit) => hit.name.form === form)
      let change = 0
      for (const name of live.names.values())
        if (!own(name.form).some((hit) => hit.name.locale === name.locale)) change++
      for (const form of live.removed())
        change -= own(form).filter((hit) => !live.names.has(`${hit.name.locale ?? ''}\t${form}`)).length
      return { id, names: names + change, bigrams, products }
    },
  }
}
