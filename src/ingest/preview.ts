import type { Name, NameKind } from '../speller/types.ts'
import { SortedLines } from './sorted-lines.ts'
import { createSpillFolder } from './spill-folder.ts'

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
/** Names that are in memory at once; the others lie in the system's folder for temporary files meanwhile. */
const mostHeld = 100_000

/** Parts a name's key from what else is known of it. Comes before all that a key holds, so that equal keys are neighbours. */
const keyEnd = '\u0001'
type Side = 'before' | 'after'

/** Names are compared by form and locale: one that changes its kind is neither gained nor lost. */
export async function compareNames(before: Iterable<Name>, after: Iterable<Name>, held = mostHeld): Promise<Preview> {
  const folder = createSpillFolder()
  try {
    const lines = new SortedLines(folder, held)
    for (const name of before) await lines.add(lineOf(name, 'before'))
    for (const name of after) await lines.add(lineOf(name, 'after'))
    const [gained, lost] = [createTally(), createTally()]
    for await (const same of byKey(lines.sorted())) {
      const sides = new Set(same.map(([side]) => side))
      if (sides.size > 1) continue
      for (const [side, name] of same) (side === 'after' ? gained : lost).add(name)
    }
    return { gained: gained.difference(), lost: lost.difference() }
  } finally {
    await folder.close()
  }
}

function lineOf(name: Name, side: Side): string {
  return `${name.locale ?? ''}\0${name.form}${keyEnd}${JSON.stringify([side, name])}`
}

/** Neighbouring lines of equal keys, together. */
async function* byKey(lines: AsyncIterable<string>): AsyncGenerator<readonly (readonly [Side, Name])[]> {
  let key: string | undefined
  let same: (readonly [Side, Name])[] = []
  for await (const line of lines) {
    const end = line.indexOf(keyEnd)
    if (line.slice(0, end) !== key) {
      if (same.length > 0) yield same
      key = line.slice(0, end)
      same = []
    }
    same.push(JSON.parse(line.slice(end + 1)) as [Side, Name])
  }
  if (same.length > 0) yield same
}

function createTally() {
  let total = 0
  const byKind: Partial<Record<NameKind, number>> = {}
  const brands: Name[] = []
  const others: Name[] = []
  return {
    add(name: Name) {
      total++
      byKind[name.kind] = (byKind[name.kind] ?? 0) + 1
      keepMostFrequent(name.kind === 'brand' ? brands : others, name)
    },
    difference: (): NameDifference => ({ total, byKind, brands, others }),
  }
}

const mostFrequentFirst = (a: Name, b: Name) => b.count - a.count || (a.form < b.form ? -1 : 1)

function keepMostFrequent(examples: Name[], name: Name): void {
  const last = examples.at(-1)
  if (examples.length === mostExamples && mostFrequentFirst(last!, name) < 0) return
  examples.push(name)
  examples.sort(mostFrequentFirst).splice(mostExamples)
}
