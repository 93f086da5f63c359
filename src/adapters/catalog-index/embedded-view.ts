import type { CatalogInfo, NameChanges, SearchOptions, TextVectors } from '../../speller/ports.ts'
import { compareHits, nameKey } from '../../speller/rank-hits.ts'
import { nameSound, spanSound, withAlike } from '../../speller/sound-alikes.ts'
import type { Hit, Name } from '../../speller/types.ts'
import { type EmbeddedRetriever, openRetriever } from './embedded-retriever.ts'
import type { EmbeddedIndex } from './embedded-search.ts'
import { type LiveNames, mergeHits } from './live-names.ts'

/** More names than there can be of one joined form, in all locales and spacings that matter. */
const sameForm = 1000

/**
 * One generation together with what was added to and removed from it. Added names are found by edits, whatever the retriever.
 * Pure: no files, so that it also runs in a Worker.
 */
export interface EmbeddedView {
  /** `vectors`: of the spans, in order, where the retriever is late-interaction. */
  search(spans: readonly string[], options: SearchOptions, vectors?: readonly TextVectors[]): Hit[][]
  counts(forms: readonly string[], locale?: string): number[]
  changes(): NameChanges
  info(): CatalogInfo
}

export function createView(
  index: EmbeddedIndex,
  live: LiveNames,
  retriever: EmbeddedRetriever = openRetriever(index, 'hybrid'),
): EmbeddedView {
  const hidden = (name: Name) => live.hides(name)
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
      .search(form, sameForm, undefined)
      .filter((hit) => hit.name.form === form)
      .map((hit) => hit.name.locale)
  const nearest = (form: string, limit: number) =>
    mergeHits(
      index.search(form, limit, undefined, { hidden }),
      hasLive() ? live.search(form, undefined) : [],
      limit,
      compareHits,
    )
  const count = (form: string) => {
    const added = hasLive() ? live.count(form) : 0
    if (added > 0) return added
    return live.isRemoved(form) ? 0 : index.count(form)
  }
  /** Terms of live brands that are the span, but for those that are names of the generation. */
  const parts = (span: string, locale: string | undefined) => {
    const found = live.parts(span, locale)
    const isNamed = (form: string) =>
      !live.isRemoved(form) &&
      localesOf(form).some((own) => locale === undefined || own === undefined || own === locale)
    return found.length > 0 && isNamed(found[0]!.name.form) ? [] : found
  }
  /** False for most shops, where every count holds in every locale. */
  const isLocalised = () => index.header.locales.length > 1 || live.hasLocales
  /** Mostly few: these come first, so that names which are only near need not be read. */
  const exact = (form: string) => {
    const few = nearest(form, 8)
    return few[7]?.edits === 0 ? nearest(form, sameForm) : few
  }
  const countIn = (form: string, locale: string) => {
    const anywhere = count(form)
    if (anywhere === 0) return 0
    const names = exact(form).filter(({ name }) => name.form === form)
    if (names.length === 0) return anywhere
    const own = names.filter(({ name }) => name.locale === undefined || name.locale === locale)
    return Math.max(0, ...own.map(({ name }) => name.count))
  }
  return {
    search: (spans, { limit, locale, typingCost, alike = 0 }, vectors) =>
      spans.map((span, i) => {
        const order = retriever.orderOf(span, typingCost)
        const added = hasLive() ? [...live.search(span, locale), ...parts(span, locale)] : []
        const own = retriever.search(span, limit, locale, { hidden, added, typingCost, alike, vectors: vectors?.[i] })
        if (!hasLive()) return own
        const near = own.filter(({ isAlike }) => !isAlike)
        const scored = added.map((hit) => retriever.scored(hit, span))
        const best = mergeHits(near, scored, limit, order)
        const sound = retriever.hasAlike && alike > 0 ? spanSound(span) : undefined
        if (sound === undefined) return best
        // a name that a live one has pushed out may sound like the span, too
        const heard = own.filter(({ name }) => nameSound(name) === sound)
        return withAlike(best, [...heard, ...live.alike(span, locale)], alike, order)
      }),
    counts: (forms, locale) =>
      forms.map((form) => (locale !== undefined && isLocalised() ? countIn(form, locale) : count(form))),
    changes: () => ({
      added: [...live.names.values()],
      removed: live.removed().filter((form) => live.count(form) === 0 && localesOf(form).length > 0),
    }),
    info() {
      const { id, names, bigrams, products, kinds } = index.header
      let change = 0
      for (const name of live.names.values()) if (!localesOf(name.form).includes(name.locale)) change++
      for (const form of live.removed())
        change -= localesOf(form).filter(
          (locale) => !live.names.has(nameKey({ form, ...(locale && { locale }) })),
        ).length
      return { id, names: names + change, bigrams, products, ...(kinds && { kinds }) }
    },
  }
}
