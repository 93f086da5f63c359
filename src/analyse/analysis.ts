import type { Latency } from '../evaluate/latency.ts'
import type { Verdict } from '../speller/types.ts'
import type { WrongRow } from './called-wrong.ts'
import type { CostRow } from './costs.ts'
import type { Drift } from './drift.ts'
import type { PersonalCounts } from './personal-data.ts'
import type { HoldingReason, Stage } from './tally.ts'

/** Something counted against all it could have been, in the period and the one before. */
export interface NamedDrift extends Drift {
  readonly name: string
}

export interface CorrectionRow extends Drift {
  readonly query: string
  readonly corrected: string
  readonly verdict: Verdict
  /** Id of a decision. */
  readonly example: string
}

export interface QueryRow extends Drift {
  readonly query: string
  /** What the last decision would have made of it; absent: nothing else than was typed. */
  readonly reading?: string
  /** Of the last decision. */
  readonly verdict: Verdict
  /** Id of the last decision. */
  readonly example: string
}

export interface ChangeRow extends Drift {
  readonly reason: HoldingReason
  readonly typed: string
  readonly read: string
  readonly queries: readonly string[]
  /** Different queries; `queries` lists the first few. */
  readonly queryCount: number
  readonly meanConfidence: number
  readonly example: string
}

export interface TermRow extends Drift {
  /** Normalised. */
  readonly term: string
  /** As most of its decisions have it. */
  readonly typed: string
  readonly queries: readonly string[]
  readonly queryCount: number
  /** Decisions that changed the term and were refused. */
  readonly refused: number
  readonly example: string
}

export interface KeptMisspellingRow extends TermRow {
  /** What it looks like a misspelling of; normalised. */
  readonly near: string
  /** Decisions that would have read it so, had they been surer. 0: people are known to write `near` so. */
  readonly held: number
}

export interface StageDrift {
  readonly stage: Stage
  readonly now?: Latency
  readonly before?: Latency
  /** Shares of answers slower than the 50th, 95th and 99th percentile of both periods together. */
  readonly slower: Readonly<Record<'p50' | 'p95' | 'p99', Drift>>
}

export interface AnalysisPeriod {
  /** ISO 8601, UTC; `until` is exclusive. */
  readonly from: string
  readonly until: string
  readonly decisions: number
}

/** The whole analysis; plain data that JSON holds. Shares are of all decisions where nothing else is said. */
export interface Analysis {
  /** Of this layout: raised where a field goes or means something else, and not where one is added. */
  readonly version: 1
  readonly now: AnalysisPeriod
  /** Of equal length, just before. */
  readonly before: AnalysisPeriod
  /** Drifts that were tested. */
  readonly comparisons: number
  /** Those with a p-value of at most this are taken for real; of these, 5 % are chance on average. 0: none is. */
  readonly significantAt: number
  /** Decisions of the period that are counted and in no list, since their texts hold what looks like personal data. */
  readonly personal: Readonly<PersonalCounts>
  /** Every UTC day of the period, also those without decisions; of a log that began in it, from its first decision on. */
  readonly days: readonly ({ readonly day: string } & Readonly<Record<Verdict, number>>)[]
  readonly verdicts: readonly NamedDrift[]
  readonly reasons: readonly NamedDrift[]
  /** Each of what it names. */
  readonly feedback: readonly NamedDrift[]
  /** Decisions that a person called right, of the labelled ones, by verdict. */
  readonly labels: readonly NamedDrift[]
  /** The most frequent ones. */
  readonly calledWrong: readonly WrongRow[]
  /** The most frequent ones. */
  readonly topRewrites: readonly CorrectionRow[]
  /** Shares of the rewrite's own decisions, the most certainly bad ones first. */
  readonly revertedRewrites: readonly CorrectionRow[]
  /** Shares of the decisions after which the correction was searched: rewrites, and suggestions that were accepted. */
  readonly withoutResults: readonly CorrectionRow[]
  /** Searched as typed, and reported to find nothing; the most frequent ones. */
  readonly queriesWithoutResults: readonly QueryRow[]
  readonly heldBack: readonly ChangeRow[]
  /** Perhaps new brands. */
  readonly unknownTerms: readonly TermRow[]
  /** Terms that no name explains either, but that are more likely misspelled than new. */
  readonly keptMisspellings: readonly KeptMisspellingRow[]
  readonly guards: readonly NamedDrift[]
  readonly failures: readonly NamedDrift[]
  readonly costs: readonly CostRow[]
  readonly latencyMs: readonly StageDrift[]
}
