import type { CatalogIndex } from '../../speller/ports.ts'
import type { Name } from '../../speller/types.ts'
import { osaDistance } from '../../speller/edit-distance.ts'
import { joined } from '../../speller/normalise.ts'
import { maxHitEdits, nearEdits, type TypingCost } from '../../speller/rank-hits.ts'
import { type ErrorClass, errorClasses, misspellAs } from './error-classes.ts'
import { createRandom } from './random.ts'
import { createScan } from './scan.ts'

/** Numbers of hits among which the right name is looked for. */
export const depths = [1, 4, 8, 16] as const
export type Depth = (typeof depths)[number]
export const errorCounts = [1, 2, 3] as const

/** A misspelled name, or what a shopper typed for one. `truths`: forms any of which is right. */
export interface Misspelling {
  readonly typed: string
  readonly truths: readonly string[]
}

/** Position of the right name among the hits, from 1; Infinity where it is not among them. */
export type Rank = number

/** Kinds of names that are measured apart: one term that was misspelled, or several. */
export const nameGroups = ['terms and brands', 'phrases and lines'] as const
export type NameGroup = (typeof nameGroups)[number]

/** Ranks of the right names for misspellings of one kind. */
export interface RecallCell {
  readonly group: NameGroup
  readonly errorClass: ErrorClass
  readonly errors: number
  readonly ranks: readonly Rank[]
  /** Of each misspelling, in the order of `ranks`, the edits between the joined forms; 4 stands for more, too. */
  readonly edits: readonly number[]
  /** Of the first few of them: the rank, and that in the exhaustive scan by edit distance. */
  readonly scanned: readonly { readonly rank: Rank; readonly scan: Rank }[]
  readonly milliseconds: readonly number[]
}

export interface RecallCounts {
  /** Misspellings of each class and number of errors in each group. */
  readonly queries: number
  /** Of these, how many are also looked for by the scan. */
  readonly scanned: number
}

/** Shortest form, in letters, that is misspelled: what shorter ones are meant for is anybody's guess. */
const minLetters = 5

/** Share of ranks within a depth; NaN without ranks. */
export function recallAt(depth: number, ranks: readonly Rank[]): number {
  return ranks.filter((rank) => rank <= depth).length / ranks.length
}

/** Ranks of the misspellings that are at most so many edits from their names. */
export function ranksWithin(edits: number, cells: readonly RecallCell[]): readonly Rank[] {
  return cells.flatMap((cell) => cell.ranks.filter((_, i) => cell.edits[i]! <= edits))
}

export function rankOf({ truths }: Misspelling, forms: readonly string[]): Rank {
  const at = forms.findIndex((form) => truths.includes(form))
  return at < 0 ? Infinity : at + 1
}

/** Looks for misspelled names. Equal seeds give equal misspellings. */
export async function measureRecall(
  index: CatalogIndex,
  names: readonly Name[],
  typingCost: TypingCost,
  { queries, scanned }: RecallCounts,
  seed: number,
): Promise<readonly RecallCell[]> {
  const scan = createScan(names, (span, name) => (nearEdits(span, name) === 1 ? 1 : maxHitEdits), typingCost)
  const cells: RecallCell[] = []
  const drawn = drawMisspellings(names, queries, seed)
  for (const { typed } of drawn.flatMap(({ misspellings }) => misspellings.slice(0, 10)))
    await index.search([typed], { limit: maxDepth, typingCost })
  for (const { misspellings, ...kind } of drawn) {
    const ranks = new Map<Misspelling, Rank>()
    const milliseconds: number[] = []
    for (const misspelling of misspellings) {
      const started = performance.now()
      const [hits] = await index.search([misspelling.typed], { limit: maxDepth, typingCost })
      milliseconds.push(performance.now() - started)
      ranks.set(
        misspelling,
        rankOf(
          misspelling,
          hits!.map(({ name }) => name.form),
        ),
      )
    }
    const sample = misspellings.slice(0, scanned).map((misspelling) => ({
      rank: ranks.get(misspelling)!,
      scan: rankOf(misspelling, scan(misspelling.typed, maxDepth)),
    }))
    const edits = misspellings.map(({ typed, truths }) =>
      Math.min(...truths.map((form) => osaDistance(joined(form), joined(typed), 3))),
    )
    cells.push({ ...kind, ranks: [...ranks.values()], edits, scanned: sample, milliseconds })
  }
  return cells
}

const maxDepth = depths.at(-1)!

/** So many of each class and number of errors in each group of names, where there are names to misspell so. Equal seeds give equal ones. */
export function drawMisspellings(names: readonly Name[], queries: number, seed: number) {
  const random = createRandom(seed)
  const long = names.filter(({ form }) => joined(form).length >= minLetters)
  const isShort = ({ kind }: Name) => kind === 'term' || kind === 'brand'
  const groups = nameGroups.map((group) => ({
    group,
    own: long.filter((name) => isShort(name) === (group === 'terms and brands')),
  }))
  return errorCounts.flatMap((errors) =>
    errorClasses.flatMap((errorClass) =>
      groups.map(({ group, own }) => {
        const misspellings: Misspelling[] = []
        for (let tries = 0; own.length > 0 && misspellings.length < queries && tries < 20 * queries; tries++) {
          const { form } = random.pick(own)
          const typed = misspellAs(form, errorClass, errors, random)
          if (typed !== undefined) misspellings.push({ typed, truths: [form] })
        }
        return { group, errorClass, errors, misspellings }
      }),
    ),
  )
}
