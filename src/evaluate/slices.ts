import { editCount, errorType } from './error-type.ts'
import type { Outcome } from './outcome.ts'
import { popularityOf } from './popularity.ts'

export interface Slice {
  /** e.g. `slice=brand_typo`. */
  readonly key: string
  readonly outcomes: readonly Outcome[]
}

type Dimension = (outcome: Outcome, at: number) => string | undefined

/** What a query is judged by, and where it stands then; undefined: in no slice of the dimension. */
function dimensionsOf(outcomes: readonly Outcome[]): Readonly<Record<string, Dimension>> {
  const popularity = popularityOf(outcomes)
  return {
    brand: ({ gold }) => (gold.isBrand ? 'yes' : undefined),
    novelty: ({ traits }) => traits?.novelty,
    slice: ({ gold }) => gold.slice,
    errors: ({ gold }) => errorType(gold),
    edits: ({ gold }) => atMost(editCount(gold, 3), 3),
    length: ({ gold }) => atMost(gold.query.trim().split(/\s+/u).length, 5),
    numbers: ({ gold }) => (/\p{Nd}/u.test(gold.query) ? 'yes' : 'no'),
    locale: ({ gold }) => gold.locale,
    popularity: (_, at) => popularity[at],
    area: ({ gold }) => gold.area,
    terms: ({ traits }) => (traits === undefined ? undefined : traits.isInCatalog ? 'all_in_catalog' : 'some_unknown'),
  }
}

/** Values of dimensions that are ordered in themselves. */
const orders: Readonly<Record<string, readonly string[]>> = {
  novelty: ['seen', 'unseen', 'novel'],
  edits: ['0', '1', '2', '3+'],
  length: ['1', '2', '3', '4', '5+'],
  popularity: ['head', 'torso', 'tail'],
}

/** By dimension, then in its order, else that of first appearance; a query is in one slice of each dimension, or in none. */
export function slicesOf(outcomes: readonly Outcome[]): readonly Slice[] {
  return Object.entries(dimensionsOf(outcomes)).flatMap(([dimension, valueOf]) => {
    const groups = new Map<string, Outcome[]>()
    outcomes.forEach((outcome, at) => {
      const value = valueOf(outcome, at)
      if (value === undefined) return
      const group = groups.get(value)
      if (group) group.push(outcome)
      else groups.set(value, [outcome])
    })
    const order = orders[dimension]
    const sorted = order ? [...groups].sort(([a], [b]) => order.indexOf(a) - order.indexOf(b)) : [...groups]
    return sorted.map(([value, members]) => ({ key: `${dimension}=${value}`, outcomes: members }))
  })
}

/** `most` stands for itself and all above. */
function atMost(count: number, most: number): string {
  return count < most ? String(count) : `${most}+`
}
