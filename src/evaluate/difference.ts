import { comparable } from './gold.ts'
import { mcnemarExact } from './mcnemar.ts'
import { fateOf, isExact, isMisspelled, type Fate } from './outcome.ts'
import type { Report, SetReport } from './report.ts'

/** A query that only one of the two reports answers exactly. */
export interface ChangedQuery {
  readonly query: string
  readonly golds: readonly string[]
  readonly before: string
  readonly after: string
  readonly fateBefore: Fate
  readonly fateAfter: Fate
}

/** One system on the cases of one set that both reports hold. */
export interface SetDifference {
  readonly set: string
  readonly system: string
  /** Cases of this report, and those of them that the previous one holds too; only these are compared. */
  readonly n: number
  readonly compared: number
  readonly exactBefore: number
  readonly exactAfter: number
  /** Right queries that were searched right before, and are now changed into something else. */
  readonly newlyBroken: readonly ChangedQuery[]
  /** Misspelled queries that were put right before, and are not any more. */
  readonly noLongerMended: readonly ChangedQuery[]
  /** Misspelled queries that are put right now. */
  readonly gotFixed: readonly ChangedQuery[]
  /** Right queries that were changed into something else before. */
  readonly noLongerBroken: readonly ChangedQuery[]
  /** McNemar's exact p-value that both are equally often exact. */
  readonly p: number
}

type Setting = Report['settings'][string]

export interface Difference {
  /** When the previous report was made. */
  readonly previous: string
  /** Settings of which the two reports do not say the same; null: not said. */
  readonly settings: readonly { readonly name: string; readonly before: Setting; readonly after: Setting }[]
  readonly sets: readonly SetDifference[]
  /** Sets and systems of this report that the previous one lacks. */
  readonly missing: readonly string[]
}

/** What is kept of a report to compare a later one with. */
export interface PreviousReport extends Pick<Report, 'version' | 'settings'> {
  readonly at: string
  readonly sets: readonly (Pick<SetReport, 'name' | 'cases'> & {
    readonly systems: readonly { readonly system: string; readonly searched: readonly (string | null)[] }[]
  })[]
}

/** Sets are paired by name, systems by label, cases by query, locale and golds. */
export function differenceBetween(previous: PreviousReport, report: Pick<Report, 'sets' | 'settings'>): Difference {
  const missing: string[] = []
  const sets = report.sets.flatMap((set) =>
    set.systems.flatMap(({ system, searched }) => {
      const before = previous.sets.find(({ name }) => name === set.name)
      const own = before?.systems.find((other) => other.system === system)
      if (before && own) return [setDifference(system, set, searched, before, own.searched)]
      missing.push(`${set.name}: ${system}`)
      return []
    }),
  )
  return { previous: previous.at, settings: changedSettings(previous.settings, report.settings), sets, missing }
}

function changedSettings(before: Report['settings'], after: Report['settings']): Difference['settings'] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .map((name) => ({ name, before: before[name] ?? null, after: after[name] ?? null }))
    .filter((setting) => setting.before !== setting.after)
}

type Cases = Pick<SetReport, 'name' | 'cases'>

function setDifference(
  system: string,
  set: Cases,
  searched: readonly (string | null)[],
  previous: Cases,
  searchedBefore: readonly (string | null)[],
): SetDifference {
  const before = new Map(previous.cases.map((gold, i) => [keyOf(gold), searchedBefore[i]! ?? gold.query]))
  const pairs = set.cases.flatMap((gold, i): readonly ChangedQuery[] => {
    const { query, golds } = gold
    const old = before.get(keyOf(gold))
    if (old === undefined) return []
    const after = searched[i]! ?? query
    const fate = (text: string) => fateOf(comparable(query), golds.map(comparable), comparable(text))
    return [{ query, golds, before: old, after, fateBefore: fate(old), fateAfter: fate(after) }]
  })
  const wasExact = ({ fateBefore }: ChangedQuery) => isExact(fateBefore)
  const staysExact = ({ fateAfter }: ChangedQuery) => isExact(fateAfter)
  const worse = pairs.filter((pair) => wasExact(pair) && !staysExact(pair))
  const better = pairs.filter((pair) => !wasExact(pair) && staysExact(pair))
  const wasMisspelled = ({ fateBefore }: ChangedQuery) => isMisspelled(fateBefore)
  const wasRight = (pair: ChangedQuery) => !wasMisspelled(pair)
  return {
    set: set.name,
    system,
    n: set.cases.length,
    compared: pairs.length,
    exactBefore: pairs.filter(wasExact).length,
    exactAfter: pairs.filter(staysExact).length,
    newlyBroken: worse.filter(wasRight),
    noLongerMended: worse.filter(wasMisspelled),
    gotFixed: better.filter(wasMisspelled),
    noLongerBroken: better.filter(wasRight),
    p: mcnemarExact(better.length, worse.length),
  }
}

function keyOf({ query, golds, locale }: Cases['cases'][number]): string {
  return JSON.stringify([query, golds, locale])
}
