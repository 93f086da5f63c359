import type { Name, NameKind } from '../speller/types.ts'

/** Names that one catalog has and another has not. */
export interface NameDifference {
  readonly total: number
  readonly byKind: Readonly<Partial<Record<NameKind, number>>>
  /** The most frequent, at most 10 brands and 10 others. */
  readonly brands: readonly Name[]
  readonly others: readonly Name[]
}

/** What a feed would do to the live catalog. `unknown`: why that cannot be said. */
export type Preview = { readonly gained: NameDifference; readonly lost: NameDifference } | { readonly unknown: string }

const mostExamples = 10

/** Names are compared by form and locale: one that changes its kind is neither gained nor lost. */
export function compareNames(before: Iterable<Name>, after: Iterable<Name>): Preview {
  return { gained: missingFrom(before, after), lost: missingFrom(after, before) }
}

function missingFrom(there: Iterable<Name>, names: Iterable<Name>): NameDifference {
  const known = new Set<string>()
  for (const name of there) known.add(keyOf(name))
  const missing: Name[] = []
  for (const name of names) if (!known.has(keyOf(name))) missing.push(name)
  const byKind: Partial<Record<NameKind, number>> = {}
  for (const { kind } of missing) byKind[kind] = (byKind[kind] ?? 0) + 1
  const mostFrequent = (isWanted: (name: Name) => boolean) =>
    missing
      .filter(isWanted)
      .sort((a, b) => b.count - a.count || (a.form < b.form ? -1 : 1))
      .slice(0, mostExamples)
  return {
    total: missing.length,
    byKind,
    brands: mostFrequent(({ kind }) => kind === 'brand'),
    others: mostFrequent(({ kind }) => kind !== 'brand'),
  }
}

function keyOf({ form, locale = '' }: Name): string {
  return `${locale}\0${form}`
}
