import type { CatalogIndex } from '../speller/ports.ts'
import type { Hit } from '../speller/types.ts'

/** The second index is asked about spans that the first knows no name so near to, in edits. */
const nearEdits = 1
/** Its names that lie further away are left out. */
const mostEdits = 4

/**
 * Two indices over the same names, as one that answers like the first. Where that finds no name within one edit, names that only the second finds
 * come in among them: by edits, then by score. Closing it closes neither.
 */
export function uniteIndices(first: CatalogIndex, second: CatalogIndex): CatalogIndex {
  return {
    async search(spans, options) {
      const found = await first.search(spans, options)
      const far = found.flatMap((own, s) => (own.some(({ edits }) => edits <= nearEdits) ? [] : [s]))
      if (far.length === 0) return found
      const more = await second.search(
        far.map((s) => spans[s]!),
        options,
      )
      const both = [...found]
      far.forEach((s, i) => (both[s] = united(both[s]!, more[i]!, Math.max(options.limit, both[s]!.length))))
      return both
    },
    counts: (forms, locale) => first.counts(forms, locale),
    upsert: (names) => first.upsert(names),
    remove: (forms) => first.remove(forms),
    changes: () => first.changes(),
    info: () => first.info(),
    close: () => Promise.resolve(),
  }
}

function united(own: readonly Hit[], more: readonly Hit[], limit: number): readonly Hit[] {
  const forms = new Set(own.map(({ name }) => name.form))
  const added = more.filter(({ name, edits }) => edits <= mostEdits && !forms.has(name.form))
  if (added.length === 0) return own
  return [...own, ...added].sort((a, b) => a.edits - b.edits || b.score - a.score).slice(0, limit)
}
