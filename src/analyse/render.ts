import { percent, rateWithCounts, rateWithInterval } from '../evaluate/figures.ts'
import type { Latency } from '../evaluate/latency.ts'
import type { Analysis, CorrectionRow, NamedDrift, StageDrift } from './analysis.ts'
import { wrongTable } from './called-wrong.ts'
import { costTable } from './costs.ts'
import type { Drift } from './drift.ts'
import { describePersonal } from './personal-data.ts'

/** A table of the analysis, for either form of the page. */
export interface AnalysisTable {
  readonly id: string
  readonly title: string
  /** What the figures are, and what to do about them. */
  readonly about: string
  readonly header: readonly string[]
  readonly rows: readonly (readonly string[])[]
  /** Columns that hold text; the first always does. */
  readonly textColumns: readonly number[]
}

/** Every table with something in it, in reading order: what is wrong first, what happened otherwise after it. */
export function tablesOf(analysis: Analysis, server: string): readonly AnalysisTable[] {
  return allTables(analysis, server).filter(({ rows }) => rows.length > 0)
}

function allTables(analysis: Analysis, server: string): readonly AnalysisTable[] {
  const drift = (row: Drift) => [
    rateWithInterval(row.now),
    rateWithCounts(row.before),
    change(row, analysis.significantAt),
  ]
  const driftHeader = ['this period', 'before', 'p']
  const named = (id: string, title: string, about: string, first: string, rows: readonly NamedDrift[]) => ({
    id,
    title,
    about,
    header: [first, ...driftHeader],
    rows: rows.map((row) => [row.name, ...drift(row)]),
    textColumns: [],
  })
  const corrections = (id: string, title: string, about: string, rows: readonly CorrectionRow[]) => ({
    id,
    title,
    about,
    header: ['query → correction', 'verdict', ...driftHeader, 'decision'],
    rows: rows.map((row) => [`${row.query} → ${row.corrected}`, row.verdict, ...drift(row), row.example]),
    textColumns: [1, 5],
  })
  return [
    named(
      'feedback',
      'Feedback',
      'Shares of what each names. Without feedback from the shop, they say nothing.',
      'what',
      analysis.feedback,
    ),
    named('labels', 'Labels', 'Decisions that a person called right, of those labelled.', 'verdict', analysis.labels),
    wrongTable(analysis.calledWrong),
    corrections(
      'reverted',
      'Reverted rewrites',
      'Rewrites after which shoppers searched for the query as typed, of all decisions for the rewrite; first those that are most certainly often wrong. ' +
        'Label them, add the name, or forbid the change in the overrides file.',
      analysis.revertedRewrites,
    ),
    corrections(
      'no-results',
      'Corrections that lead to no results',
      'Reported as no_results while the correction was searched, of the decisions after which it was: rewrites, and ' +
        'suggestions that were accepted. The catalog names something that the search does not find.',
      analysis.withoutResults,
    ),
    {
      id: 'typed-no-results',
      title: 'Queries that find nothing as typed',
      about:
        'Reported as no_results while the query as typed was searched: it was kept, its correction only suggested, or taken back. ' +
        'Shares of all decisions. The shop lacks it, or the speller missed it; the reading is what the last decision would have made of it.',
      header: ['query', 'reading', 'verdict', ...driftHeader, 'decision'],
      rows: analysis.queriesWithoutResults.map((row) => [
        row.query,
        row.reading ?? '–',
        row.verdict,
        ...drift(row),
        row.example,
      ]),
      textColumns: [1, 2, 6],
    },
    {
      id: 'unknown',
      title: 'Unknown frequent terms',
      about:
        'Terms, in the form that was typed most often, that no name of the catalog explains, that are no ordinary words and do not look misspelled: perhaps new brands. ' +
        'The command protects the term from the next request on; add the bearer token where one is set.',
      header: ['term', ...driftHeader, 'queries', 'refused', 'to add it as a name'],
      rows: analysis.unknownTerms.map((row) => [
        row.typed,
        ...drift(row),
        listed(row),
        String(row.refused),
        addName(row.typed, server),
      ]),
      textColumns: [4, 6],
    },
    {
      id: 'kept-misspellings',
      title: 'Look like misspellings that were kept',
      about:
        'Terms that no name explains either, with what they are near to: what the speller would have made of them in most decisions, ' +
        'had it been surer (held back), or a frequent name or ordinary word that people are known to write so. ' +
        'Label a decision, or map the term in the overrides file; a name after all is added like those above.',
      header: ['term', 'near', ...driftHeader, 'queries', 'held back', 'refused', 'decision'],
      rows: analysis.keptMisspellings.map((row) => [
        row.typed,
        row.near,
        ...drift(row),
        listed(row),
        String(row.held),
        String(row.refused),
        row.example,
      ]),
      textColumns: [1, 5, 8],
    },
    {
      id: 'held-back',
      title: 'Changes held back',
      about:
        'By what was typed and what it would have become; some of them were suggested. low_confidence: for want of confidence in the change. ' +
        'plausible: the query as typed is too probable for it, however confident. A label for one of them says which way to go.',
      header: ['typed → read', 'reason', ...driftHeader, 'mean confidence', 'queries', 'decision'],
      rows: analysis.heldBack.map((row) => [
        `${row.typed} → ${row.read}`,
        row.reason,
        ...drift(row),
        row.meanConfidence.toFixed(2),
        listed(row),
        row.example,
      ]),
      textColumns: [1, 6, 7],
    },
    corrections('rewrites', 'Top rewrites', 'Shares of all decisions.', analysis.topRewrites),
    named('verdicts', 'Verdicts', 'Shares of all decisions.', 'verdict', analysis.verdicts),
    named(
      'reasons',
      'Reasons',
      'The rule that settled the decision; shares of all decisions.',
      'reason',
      analysis.reasons,
    ),
    named(
      'guards',
      'Guard firings',
      'Decisions in which the guard refused a candidate, of all.',
      'guard',
      analysis.guards,
    ),
    named(
      'failures',
      'Failing dependencies',
      'Decisions that went without the dependency, of all.',
      'failure',
      analysis.failures,
    ),
    costTable(analysis.costs),
    latency(analysis),
  ]
}

/** The command that adds a term as a brand, for a POSIX shell. */
export function addName(term: string, server: string): string {
  const body = JSON.stringify({ name: term }).replaceAll("'", "'\\''")
  return `curl -X PUT ${server}/v1/names -H 'content-type: application/json' -d '${body}'`
}

function latency({ latencyMs, significantAt }: Analysis): AnalysisTable {
  const at = (found: Latency | undefined, percentile: 'p50' | 'p95' | 'p99') => found?.[percentile].toFixed(2) ?? '–'
  const cells = (row: StageDrift) =>
    (['p50', 'p95', 'p99'] as const).flatMap((percentile) => [
      at(row.now, percentile),
      at(row.before, percentile),
      change(row.slower[percentile], significantAt),
    ])
  return {
    id: 'latency',
    title: 'Latency by stage, in ms',
    about: 'Tested is whether more or fewer answers than before lie above the percentile of both periods together.',
    header: ['stage', ...['p50', 'p95', 'p99'].flatMap((name) => [name, `${name} before`, 'p'])],
    rows: latencyMs.filter(({ now }) => now).map((row) => [row.stage, ...cells(row)]),
    textColumns: [],
  }
}

/** The p-value, with the direction where the difference is taken for real. */
function change({ now, before, p }: Drift, significantAt: number): string {
  if (p === null) return '–'
  const shown = p < 0.0001 ? '< 0.0001' : p.toFixed(4)
  if (p > significantAt || now.value === null || before.value === null) return shown
  return `${now.value > before.value ? '▲' : '▼'} ${shown}`
}

function listed({ queries, queryCount }: { readonly queries: readonly string[]; readonly queryCount: number }): string {
  const more = queryCount - queries.length
  return `${queries.join(', ')}${more > 0 ? `, and ${more} more` : ''}`
}

/** What stands above the tables. */
export function introduction(analysis: Analysis): readonly string[] {
  const { now, before, comparisons, significantAt } = analysis
  const empty = allTables(analysis, '').filter(({ rows }) => rows.length === 0)
  const personal = describePersonal(analysis.personal)
  const growth = before.decisions === 0 ? '' : ` (${signed(now.decisions / before.decisions - 1)})`
  return [
    `${now.decisions} decisions from ${now.from} until ${now.until}${growth}; ${before.decisions} in the period of equal length before.`,
    `Shares have 95 % Wilson intervals. ${comparisons} differences were tested (Fisher, exact); ▲ and ▼ mark those that are taken for real, ` +
      `of which 5 % are chance on average (${significantAt === 0 ? 'none' : `p ≤ ${significantAt.toPrecision(2)}`}). ` +
      'Repeated queries of one shopper count singly, so the p-values are on the small side. Volumes are not tested: days differ anyway.',
    ...(personal.length === 0 ? [] : [`In no list, but counted: ${personal.join('; ')}.`]),
    ...(empty.length === 0 ? [] : [`Nothing to list under: ${empty.map(({ title }) => title).join('; ')}.`]),
  ]
}

function signed(share: number): string {
  return `${share < 0 ? '−' : '+'}${percent(Math.abs(share))}`
}
