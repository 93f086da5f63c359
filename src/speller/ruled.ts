import { applyEdits, editsOf } from './edits.ts'
import { joined, normalise } from './normalise.ts'
import type { Overrides } from './overrides.ts'
import { plainSpelling } from './spelling.ts'
import type { Edit, Query, Reading } from './types.ts'

/** What map rules make of a query. */
export interface Ruled {
  /** Of the query, in order. */
  readonly edits: readonly Edit[]
  readonly text: string
  /** The shop's rules, by which what they wrote is protected too. */
  readonly overrides: Overrides
}

/** `readings` are those of `mapped`. */
export function ruledBy(query: Query, readings: readonly Reading[], overrides: Overrides): Ruled {
  const writes = (terms: readonly string[]) => ({ ...plainSpelling(terms), text: overrides.writes(terms.join(' ')) })
  const edits = editsOf(query, readings, writes)
  const written = new Set(edits.map(({ to }) => joined(normalise(to))))
  return {
    edits,
    text: applyEdits(query.raw, edits),
    overrides: {
      ...overrides,
      protects: (form, locale) => written.has(joined(form)) || overrides.protects(form, locale),
    },
  }
}

/** The rules' edits together with later ones, of the text that the rules made, as edits of the query in order; undefined where a later one touches what a rule wrote. */
export function withRules({ edits }: Pick<Ruled, 'edits'>, later: readonly Edit[]): Edit[] | undefined {
  const shifted: Edit[] = []
  for (const edit of later) {
    let shift = 0
    for (const { start, end, to } of edits) {
      const at = start + shift
      if (edit.end <= at) break
      if (edit.start < at + to.length) return undefined
      shift += to.length - (end - start)
    }
    shifted.push({ ...edit, start: edit.start - shift, end: edit.end - shift })
  }
  return [...edits, ...shifted].sort((a, b) => a.start - b.start)
}
