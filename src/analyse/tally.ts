import { comparable } from '../evaluate/gold.ts'
import { normalise } from '../speller/normalise.ts'
import type { LabelKind, LatencyMs, LoggedDecision, Reason, Verdict } from '../speller/types.ts'
import { countWrong, type WrongTally } from './called-wrong.ts'
import { type CostTally, countCosts, createCostTally } from './costs.ts'
import { type Opinions, opinionsOf } from './opinions.ts'
import { noPersonalData, personalDataAmong, type PersonalCounts } from './personal-data.ts'
import { type Searches, searchesOf } from './searches.ts'
import { receptionOf } from './tacit.ts'
import { heldReadingsOf, unknownTermsOf } from './unknown-terms.ts'

export const stages = [
  'total',
  'retrieve',
  'compose',
  'correct',
  'decide',
] as const satisfies readonly (keyof LatencyMs)[]
export type Stage = (typeof stages)[number]

/** How often something was seen, with a decision to look at. */
export interface Seen {
  n: number
  /** Id of the last one. */
  example: string
}

/** A query and what it became. */
export interface SeenRewrite extends Seen {
  readonly query: string
  readonly corrected: string
  reverted: number
  /** Decisions after which the correction was searched. */
  searched: number
  /** Of these, those after which it was reported to find nothing. */
  withoutResults: number
}

/** A query that was reported to find nothing as typed. */
export interface SeenQuery extends Seen {
  readonly query: string
  /** The best reading of the last decision, which was not searched; equal to the query where there is none. */
  reading: string
  verdict: Verdict
}

/** Why a change was not searched: too little confidence, or the query as typed is too probable for it. */
export type HoldingReason = Extract<Reason, 'low_confidence' | 'plausible'>

/** A text as typed and as read, in decisions that held the change back for that reason. */
export interface SeenChange extends Seen {
  readonly reason: HoldingReason
  readonly typed: string
  readonly read: string
  confidence: number
  readonly queries: Set<string>
}

export interface SeenTerm extends Seen {
  /** Normalised. */
  readonly term: string
  /** How often it was typed in each form. */
  readonly forms: Map<string, number>
  readonly queries: Set<string>
  /** Decisions that changed the term and were refused. */
  refused: number
  /** Of these, rewrites that shoppers took back, and no person judged. */
  reverted: number
  /** Decisions that kept the term for want of confidence, by what it would have become. */
  readonly held: Map<string, number>
}

/** What is counted in one period; keys are comparable texts. Holds one entry a different rewrite, change, term and query without results, and five numbers a decision. */
export interface PeriodTally {
  decisions: number
  /** By UTC day. */
  readonly days: Map<string, Record<Verdict, number>>
  readonly verdicts: Map<Verdict, number>
  readonly reasons: Map<Reason, number>
  readonly guards: Map<string, number>
  readonly failures: Map<string, number>
  degraded: number
  /** Decisions that are in no list, since their texts hold what looks like personal data. */
  readonly personal: PersonalCounts
  /** Rewrites and suggestions. */
  readonly corrections: Map<string, SeenRewrite>
  readonly feedback: {
    rewrites: number
    reverted: number
    suggestions: number
    accepted: number
    /** Corrections that were searched: rewrites and accepted suggestions. */
    searched: number
    withoutResults: number
  }
  readonly labels: Map<Verdict, Record<LabelKind, number>>
  readonly wrong: WrongTally
  /** By query. */
  readonly withoutResults: Map<string, SeenQuery>
  readonly changes: Map<string, SeenChange>
  readonly terms: Map<string, SeenTerm>
  /** Rewrites that changed the term, and of which nobody said anything. */
  readonly silentRewrites: Map<string, number>
  readonly costs: CostTally
  /** Milliseconds, in the order of the decisions. */
  readonly latency: Record<Stage, number[]>
}

export function createTally(): PeriodTally {
  return {
    decisions: 0,
    days: new Map(),
    verdicts: new Map(),
    reasons: new Map(),
    guards: new Map(),
    failures: new Map(),
    degraded: 0,
    personal: noPersonalData(),
    corrections: new Map(),
    feedback: { rewrites: 0, reverted: 0, suggestions: 0, accepted: 0, searched: 0, withoutResults: 0 },
    labels: new Map(),
    wrong: new Map(),
    withoutResults: new Map(),
    changes: new Map(),
    terms: new Map(),
    silentRewrites: new Map(),
    costs: createCostTally(),
    latency: { total: [], retrieve: [], compose: [], correct: [], decide: [] },
  }
}

/** Counts one decision; in no list where its texts hold what looks like personal data. */
export function count(tally: PeriodTally, decision: LoggedDecision): void {
  const { record } = decision
  const { verdict } = record
  tally.decisions++
  entry(tally.days, record.at.slice(0, 10), () => ({ keep: 0, suggest: 0, rewrite: 0 }))[verdict]++
  increment(tally.verdicts, verdict)
  increment(tally.reasons, record.reason)
  for (const guard of new Set(record.guards)) increment(tally.guards, guard)
  for (const failure of new Set(record.degraded)) increment(tally.failures, failure)
  if (record.degraded.length > 0) tally.degraded++
  for (const stage of stages) tally.latency[stage].push(record.latencyMs[stage])
  const searches = searchesOf(decision)
  const opinions = opinionsOf(decision)
  countOpinions(tally, verdict, opinions, searches)
  countCosts(tally.costs, record)
  const personal = personalDataAmong([record.query, ...decision.labels.flatMap(({ text }) => text ?? [])])
  if (personal) tally.personal[personal]++
  else countLists(tally, decision, opinions, searches)
}

function countLists(tally: PeriodTally, decision: LoggedDecision, opinions: Opinions, searches: Searches): void {
  countCorrection(tally, decision.record, opinions.isReverted, searches)
  countWrong(tally.wrong, decision)
  if (searches.hasTypedFailed) countWithoutResults(tally, decision.record)
  countChanges(tally, decision)
  countTerms(tally, decision, opinions)
}

/** The key of a query and its correction. */
export function correctionKey(query: string, corrected: string): string {
  return `${comparable(query)}\t${comparable(corrected)}`
}

function countOpinions(
  { feedback, labels }: PeriodTally,
  verdict: Verdict,
  { isAccepted, isReverted, label }: Opinions,
  { isCorrectionSearched, hasCorrectionFailed }: Searches,
): void {
  if (label) entry(labels, verdict, () => ({ right: 0, wrong: 0, should_be: 0 }))[label.kind]++
  if (verdict === 'keep') return
  if (verdict === 'rewrite') feedback.rewrites++
  if (verdict === 'rewrite' && isReverted) feedback.reverted++
  if (verdict === 'suggest') feedback.suggestions++
  if (verdict === 'suggest' && isAccepted) feedback.accepted++
  if (isCorrectionSearched) feedback.searched++
  if (hasCorrectionFailed) feedback.withoutResults++
}

function countCorrection(
  { corrections }: PeriodTally,
  { query, corrected, verdict, id }: LoggedDecision['record'],
  isReverted: boolean,
  { isCorrectionSearched, hasCorrectionFailed }: Searches,
): void {
  if (verdict === 'keep') return
  const found = entry(corrections, `${verdict}\t${correctionKey(query, corrected)}`, () => ({
    query: comparable(query),
    corrected: comparable(corrected),
    n: 0,
    reverted: 0,
    searched: 0,
    withoutResults: 0,
    example: id,
  }))
  found.n++
  found.example = id
  if (isReverted) found.reverted++
  if (isCorrectionSearched) found.searched++
  if (hasCorrectionFailed) found.withoutResults++
}

function countWithoutResults({ withoutResults }: PeriodTally, record: LoggedDecision['record']): void {
  const { id, verdict, corrected } = record
  const query = comparable(record.query)
  const reading = comparable(corrected)
  const found = entry(withoutResults, query, () => ({ query, reading, verdict, n: 0, example: id }))
  found.n++
  Object.assign(found, { reading, verdict, example: id })
}

function countChanges({ changes }: PeriodTally, { record }: LoggedDecision): void {
  const { reason } = record
  if (reason !== 'low_confidence' && reason !== 'plausible') return
  for (const { from, to } of record.edits) {
    const typed = normalise(from)
    const read = normalise(to)
    const found = entry(changes, `${reason}\t${typed}\t${read}`, () => ({
      reason,
      typed,
      read,
      n: 0,
      confidence: 0,
      queries: new Set<string>(),
      example: record.id,
    }))
    found.n++
    found.example = record.id
    found.confidence += record.confidence
    found.queries.add(comparable(record.query))
  }
}

function countTerms({ terms, silentRewrites }: PeriodTally, decision: LoggedDecision, opinions: Opinions): void {
  const { id, query, verdict, edits } = decision.record
  const reception = verdict === 'rewrite' ? receptionOf(opinions) : undefined
  if (reception === 'silent')
    for (const term of new Set(edits.flatMap(({ from }) => normalise(from).split(' ')))) increment(silentRewrites, term)
  const readings = heldReadingsOf(decision)
  for (const { term, typed } of unknownTermsOf(decision)) {
    const found = entry(terms, term, () => ({
      ...{ term, n: 0, refused: 0, reverted: 0, example: id },
      forms: new Map<string, number>(),
      queries: new Set<string>(),
      held: new Map<string, number>(),
    }))
    increment(found.forms, typed)
    const reading = readings.get(term)
    if (reading !== undefined) increment(found.held, reading)
    found.n++
    found.example = id
    found.queries.add(comparable(query))
    if (verdict !== 'keep') found.refused++
    if (reception === 'reverted') found.reverted++
  }
}

function entry<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  const present = map.get(key)
  if (present !== undefined) return present
  const made = make()
  map.set(key, made)
  return made
}

function increment<Key>(map: Map<Key, number>, key: Key): void {
  map.set(key, (map.get(key) ?? 0) + 1)
}

/** The form that was typed most often; of several the first in the order of UTF-16 units. */
export function usualForm({ term, forms }: SeenTerm): string {
  return [...forms].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))[0]?.[0] ?? term
}
