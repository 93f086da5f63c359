import type { Rate } from '../evaluate/rates.ts'
import { wilsonInterval } from '../evaluate/wilson.ts'
import type { Verdict } from '../speller/types.ts'
import type { ChangeRow, CorrectionRow, QueryRow } from './analysis.ts'
import type { Drifts } from './drift.ts'
import type { PeriodTally, SeenRewrite } from './tally.ts'

// Lists are cut before they are compared with the period before: only what is shown is tested.

/** Different queries shown with a row. */
const maxQueries = 5

export interface Periods {
  readonly now: PeriodTally
  readonly before: PeriodTally
  readonly drifts: Drifts
  /** Rows of a list, at most. */
  readonly rows: number
}

/** The most frequent rewrites, as shares of all decisions. */
export function topRewrites({ now, before, drifts, rows }: Periods): readonly CorrectionRow[] {
  return correctionsOf(now, 'rewrite')
    .sort(([, a], [, b]) => b.n - a.n || byText(a, b))
    .slice(0, rows)
    .map(([key, own]) => ({
      ...rowOf(own, 'rewrite'),
      ...drifts.compare(
        { hits: own.n, n: now.decisions },
        { hits: before.corrections.get(key)?.n ?? 0, n: before.decisions },
      ),
    }))
}

/**
 * Corrections to which something happened, as shares of what it could have happened to, by the lower end of the interval: first those of
 * which it is most certain that it happens often.
 */
export function correctionsWith(
  { now, before, drifts, rows }: Periods,
  verdicts: readonly Verdict[],
  rateOf: (own: SeenRewrite) => Rate,
): readonly CorrectionRow[] {
  const rate = (own: SeenRewrite | undefined) => (own ? rateOf(own) : { hits: 0, n: 0 })
  return verdicts
    .flatMap((verdict) => correctionsOf(now, verdict).map(([key, own]) => ({ verdict, key, own })))
    .filter(({ own }) => rateOf(own).hits > 0)
    .map((found) => ({ ...found, least: wilsonInterval(rateOf(found.own)).low }))
    .sort((a, b) => b.least - a.least || byText(a.own, b.own))
    .slice(0, rows)
    .map(({ verdict, key, own }) => ({
      ...rowOf(own, verdict),
      ...drifts.compare(rate(own), rate(before.corrections.get(key))),
    }))
}

/** Queries that were reported to find nothing as typed, the most frequent ones, as shares of all decisions. */
export function queriesWithoutResults({ now, before, drifts, rows }: Periods): readonly QueryRow[] {
  return [...now.withoutResults.values()]
    .sort((a, b) => b.n - a.n || (a.query < b.query ? -1 : 1))
    .slice(0, rows)
    .map(({ query, reading, verdict, n, example }) => ({
      query,
      ...(reading === query ? {} : { reading }),
      verdict,
      example,
      ...drifts.compare(
        { hits: n, n: now.decisions },
        { hits: before.withoutResults.get(query)?.n ?? 0, n: before.decisions },
      ),
    }))
}

/** Changes that were held back, the most frequent ones, by the reason. */
export function heldBack({ now, before, drifts, rows }: Periods): readonly ChangeRow[] {
  return [...now.changes]
    .sort(([a, { n }], [b, { n: m }]) => m - n || (a < b ? -1 : 1))
    .slice(0, rows)
    .map(([key, { reason, typed, read, n, confidence, queries, example }]) => ({
      reason,
      typed,
      read,
      ...examples(queries),
      meanConfidence: confidence / n,
      example,
      ...drifts.compare({ hits: n, n: now.decisions }, { hits: before.changes.get(key)?.n ?? 0, n: before.decisions }),
    }))
}

function correctionsOf({ corrections }: PeriodTally, verdict: Verdict) {
  return [...corrections].filter(([key]) => key.startsWith(`${verdict}\t`))
}

function rowOf({ query, corrected, example }: SeenRewrite, verdict: Verdict) {
  return { query, corrected, verdict, example }
}

function byText(a: SeenRewrite, b: SeenRewrite): number {
  return a.query < b.query || (a.query === b.query && a.corrected < b.corrected) ? -1 : 1
}

/** The first few of a row's queries, and how many there are. */
export function examples(queries: ReadonlySet<string>) {
  return { queries: [...queries].sort().slice(0, maxQueries), queryCount: queries.size }
}
