import { joined } from '../speller/normalise.ts'
import { nearEdits } from '../speller/rank-hits.ts'
import type { Hit } from '../speller/types.ts'
import { markdownTable } from './table.ts'

/** What tells two lists of hits for one span apart. tie: other names at the same places, of equal edits and count. near: a name within the promised edits is in one list only. distant: only names beyond them differ. order: the same names. */
export type Difference = 'none' | 'tie' | 'near' | 'distant' | 'order'
export const differences = ['none', 'tie', 'near', 'distant', 'order'] as const

/** Shares in [0, 1], 1 where nothing was asked. */
export interface Parity {
  readonly spans: number
  /** Spans by what tells their lists apart. */
  readonly byDifference: Readonly<Record<Difference, number>>
  readonly sameLists: number
  readonly sameFirst: number
  readonly sameSets: number
  /** Spans but for those of difference `near`. */
  readonly sameNear: number
  readonly counts: number
  readonly sameCounts: number
  readonly queries: number
  readonly sameDecisions: number
  /** Spans that differ most, worst first: by difference, then by names that only one list has. */
  readonly worst: readonly SpanDifference[]
  /** The first queries that are decided otherwise. */
  readonly otherDecisions: readonly DecisionPair[]
}

/** What was decided for a query over each engine. */
export interface DecisionPair {
  readonly query: string
  readonly first: string
  readonly second: string
}

export interface SpanDifference {
  readonly span: string
  readonly difference: Difference
  readonly onlyFirst: readonly Hit[]
  readonly onlySecond: readonly Hit[]
}

/** Parity that a command demands: shares, a little below what `hybrid`, `bm25` and `fuzzy-bm25` gave on the shops of docs/parity.md. */
export const demanded = {
  sameFirst: 0.999,
  sameNear: 0.999,
  sameLists: 0.985,
  sameCounts: 1,
  sameDecisions: 0.995,
} as const

const keyOf = ({ name }: Hit) => `${name.locale ?? ''}\t${name.form}`

/** How two engines' lists for one span differ. */
export function differenceOf(span: string, first: readonly Hit[], second: readonly Hit[]): SpanDifference {
  const onlyIn = (own: readonly Hit[], other: readonly Hit[]) => {
    const keys = new Set(other.map(keyOf))
    return own.filter((hit) => !keys.has(keyOf(hit)))
  }
  const [onlyFirst, onlySecond] = [onlyIn(first, second), onlyIn(second, first)]
  const only = [...onlyFirst, ...onlySecond]
  const isNear = ({ edits, name }: Hit) => edits <= nearEdits([...joined(span)].length, [...joined(name.form)].length)
  const rank = (hits: readonly Hit[]) => JSON.stringify(hits.map(({ edits, name }) => [edits, name.count]))
  const difference =
    first.every((hit, i) => second[i] !== undefined && keyOf(hit) === keyOf(second[i])) &&
    first.length === second.length
      ? 'none'
      : only.length === 0
        ? 'order'
        : rank(first) === rank(second)
          ? 'tie'
          : only.some(isNear)
            ? 'near'
            : 'distant'
  return { span, difference, onlyFirst, onlySecond }
}

/** Spans, and queries, that a report lists at most. */
const listed = 20

/** Counts what two engines answered; `counts` are pairs of answers to one question. */
export function parityOf(
  lists: readonly { readonly span: string; readonly first: readonly Hit[]; readonly second: readonly Hit[] }[],
  counts: readonly (readonly [number, number])[],
  decisions: readonly DecisionPair[],
): Parity {
  const all = lists.map(({ span, first, second }) => differenceOf(span, first, second))
  const share = (holds: number, of: number) => (of === 0 ? 1 : holds / of)
  const same = (pairs: readonly (readonly [unknown, unknown])[]) => pairs.filter(([a, b]) => a === b).length
  const otherDecisions = decisions.filter((each) => each.first !== each.second)
  const byDifference = { none: 0, tie: 0, near: 0, distant: 0, order: 0 }
  for (const { difference } of all) byDifference[difference]++
  const first = lists.map(({ first: [a], second: [b] }) => [a && keyOf(a), b && keyOf(b)] as const)
  const severity = { near: 0, order: 1, distant: 2, tie: 3, none: 4 }
  return {
    spans: lists.length,
    byDifference,
    sameLists: share(byDifference.none, lists.length),
    sameFirst: share(same(first), lists.length),
    sameSets: share(byDifference.none + byDifference.order, lists.length),
    sameNear: share(lists.length - byDifference.near, lists.length),
    counts: counts.length,
    sameCounts: share(same(counts), counts.length),
    queries: decisions.length,
    sameDecisions: share(decisions.length - otherDecisions.length, decisions.length),
    worst: all
      .filter(({ difference }) => difference !== 'none')
      .sort(
        (a, b) =>
          severity[a.difference] - severity[b.difference] ||
          b.onlyFirst.length + b.onlySecond.length - a.onlyFirst.length - a.onlySecond.length,
      )
      .slice(0, listed),
    otherDecisions: otherDecisions.slice(0, listed),
  }
}

/** What of the demanded parity does not hold, a line each. */
export function parityFailures(parity: Parity): string[] {
  return Object.entries(demanded).flatMap(([key, least]) => {
    const value = parity[key as keyof typeof demanded]
    return value < least ? [`${key} is ${percentOf(value)}, at least ${percentOf(least)} is demanded`] : []
  })
}

/** Figures only, unless `isListing`: then with spans and names, which are the shop's text. */
export function parityMarkdown(parity: Parity, isListing: boolean): string {
  const { byDifference } = parity
  const rows: readonly (readonly [string, number, string])[] = [
    ['identical lists', parity.spans, percentOf(parity.sameLists)],
    ['same first hit', parity.spans, percentOf(parity.sameFirst)],
    ['same set of hits', parity.spans, percentOf(parity.sameSets)],
    ['no near name in one list only', parity.spans, percentOf(parity.sameNear)],
    ['same counts', parity.counts, percentOf(parity.sameCounts)],
    ['same decision', parity.queries, percentOf(parity.sameDecisions)],
  ]
  const figures = markdownTable(
    ['measure', 'n', 'share'],
    rows.map(([name, n, value]) => [name, String(n), value]),
  )
  const classes = markdownTable(
    ['difference', 'spans'],
    differences.map((name) => [name, String(byDifference[name])]),
  )
  const names = (hits: readonly Hit[]) => hits.map(({ name, edits }) => `${name.form} (${edits})`).join(', ')
  const spans = markdownTable(
    ['span', 'difference', 'only embedded (edits)', 'only Qdrant (edits)'],
    parity.worst.map(({ span, difference, onlyFirst, onlySecond }) => [
      span,
      difference,
      names(onlyFirst),
      names(onlySecond),
    ]),
  )
  const decisions = markdownTable(
    ['query', 'decided over embedded', 'decided over Qdrant'],
    parity.otherDecisions.map(({ query, first, second }) => [query, first, second]),
  )
  const lists = [...(parity.worst.length > 0 ? [spans] : []), ...(parity.otherDecisions.length > 0 ? [decisions] : [])]
  return `${[figures, classes, ...(isListing ? lists : [])].join('\n\n')}\n`
}

function percentOf(share: number): string {
  return `${(100 * share).toFixed(2)} %`
}
