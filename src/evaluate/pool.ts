import { comparable, type GoldCase, type GoldSet } from './gold.ts'

/**
 * The sets on one catalog as one: the smallest sample of which each file is a part, whatever their order. Each query and gold counts as
 * often as in the file that holds it most often, since a file is often a part of another, and repeats within one are traffic. Undefined
 * unless there are several.
 */
export function pool(sets: readonly GoldSet[], without: string | undefined): GoldSet | undefined {
  const own = sets.filter((set) => set.without === without)
  if (own.length < 2) return undefined
  const cases = new Map<string, GoldCase>()
  for (const set of own) {
    const seen = new Map<string, number>()
    for (const gold of set.cases) {
      const line = JSON.stringify([comparable(gold.query), gold.golds.map(comparable).toSorted(), gold.locale])
      const before = seen.get(line) ?? 0
      seen.set(line, before + 1)
      const key = `${line} ${before}`
      const known = cases.get(key)
      cases.set(key, known ? merged(known, gold) : gold)
    }
  }
  return { name: 'all', cases: [...cases.values()], ...(without === undefined ? {} : { without }) }
}

/** Judged relevant in either is relevant. */
function merged(known: GoldCase, gold: GoldCase): GoldCase {
  const relevant = [...new Set([...(known.relevant ?? []), ...(gold.relevant ?? [])])]
  const isBrand = known.isBrand || gold.isBrand
  return { ...gold, ...known, isBrand, ...(relevant.length === 0 ? {} : { relevant }) }
}
