import { errorType } from './error-type.ts'
import type { GoldCase } from './gold.ts'
import type { Outcome } from './outcome.ts'

export interface Slice {
  /** e.g. `slice=brand_typo`. */
  readonly key: string
  readonly outcomes: readonly Outcome[]
}

const dimensions: Readonly<Record<string, (gold: GoldCase) => string | undefined>> = {
  brand: (gold) => (gold.isBrand ? 'yes' : undefined),
  slice: (gold) => gold.slice,
  errors: errorType,
  area: (gold) => gold.area,
  terms: ({ isInCatalog }) => (isInCatalog === undefined ? undefined : isInCatalog ? 'all_in_catalog' : 'some_unknown'),
}

/** By dimension, then in the order of first appearance; a query is in one slice of each dimension, or in none. */
export function slicesOf(outcomes: readonly Outcome[]): readonly Slice[] {
  return Object.entries(dimensions).flatMap(([dimension, valueOf]) => {
    const groups = new Map<string, Outcome[]>()
    for (const outcome of outcomes) {
      const value = valueOf(outcome.gold)
      if (value === undefined) continue
      const group = groups.get(value)
      if (group) group.push(outcome)
      else groups.set(value, [outcome])
    }
    return [...groups].map(([value, members]) => ({ key: `${dimension}=${value}`, outcomes: members }))
  })
}
