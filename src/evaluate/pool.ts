import { comparable, type GoldCase, type GoldSet } from './gold.ts'

/**
 * The sets on one catalog as one, each query and gold once, since one file is often a part of another. Undefined
 * unless there are several.
 */
export function pool(sets: readonly GoldSet[], without: string | undefined): GoldSet | undefined {
  const own = sets.filter((set) => set.without === without)
  if (own.length < 2) return undefined
  const cases = new Map<string, GoldCase>()
  for (const gold of own.flatMap(({ cases: some }) => some)) {
    const key = JSON.stringify([comparable(gold.query), gold.golds.map(comparable), gold.locale])
    const known = cases.get(key)
    cases.set(key, known ? merged(known, gold) : gold)
  }
  return { name: 'all', cases: [...cases.values()], ...(without === undefined ? {} : { without }) }
}

/** Judged relevant in either is relevant. */
function merged(known: GoldCase, gold: GoldCase): GoldCase {
  const relevant = [...new Set([...(known.relevant ?? []), ...(gold.relevant ?? [])])]
  const isBrand = known.isBrand || gold.isBrand
  return { ...gold, ...known, isBrand, ...(relevant.length === 0 ? {} : { relevant }) }
}
