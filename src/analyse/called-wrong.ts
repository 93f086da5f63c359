import { comparable } from '../evaluate/gold.ts'
import type { LoggedDecision, Verdict } from '../speller/types.ts'
import { opinionsOf } from './opinions.ts'
import type { AnalysisTable } from './render.ts'

/** What decisions did that people called wrong, or said to be something else. */
export interface WrongRow {
  readonly query: string
  /** The correction; of a kept query, the query. */
  readonly offered: string
  readonly verdict: Verdict
  /** Decisions whose last label says so. */
  readonly n: number
  /** What it should be by the last label that says it. */
  readonly shouldBe?: string
  /** Id of the last decision. */
  readonly example: string
}

export type WrongTally = Map<string, WrongRow>

export function countWrong(tally: WrongTally, decision: LoggedDecision): void {
  const { id, query, corrected, verdict } = decision.record
  const { label } = opinionsOf(decision)
  if (!label || label.kind === 'right') return
  const own = { query: comparable(query), offered: comparable(verdict === 'keep' ? query : corrected), verdict }
  const key = JSON.stringify(own)
  const before = tally.get(key)
  const shouldBe = label.text ?? before?.shouldBe
  tally.set(key, {
    ...own,
    n: (before?.n ?? 0) + 1,
    example: id,
    ...(shouldBe === undefined ? {} : { shouldBe }),
  })
}

/** The most frequent ones, at most `rows`. */
export function wrongRows(tally: WrongTally, rows: number): readonly WrongRow[] {
  return [...tally]
    .sort(([a, { n }], [b, { n: m }]) => m - n || (a < b ? -1 : 1))
    .slice(0, rows)
    .map(([, row]) => row)
}

export function wrongTable(rows: readonly WrongRow[]): AnalysisTable {
  return {
    id: 'called-wrong',
    title: 'Called wrong by a person',
    about:
      'Decisions whose last label is wrong or should be. A rule in the overrides file mends one at once (map, protect, never), ' +
      '`npm run export-finetune` teaches the model those of which it is known what they should be.',
    header: ['query → offered', 'verdict', 'labels', 'should be', 'decision'],
    rows: rows.map(({ query, offered, verdict, n, shouldBe, example }) => [
      verdict === 'keep' ? query : `${query} → ${offered}`,
      verdict,
      String(n),
      shouldBe ?? '–',
      example,
    ]),
    textColumns: [1, 3, 4],
  }
}
