import {
  decimal,
  expectedCells,
  percent,
  pointsWithInterval,
  pValue,
  rateWithCounts,
  rateWithInterval,
  withInterval,
} from './figures.ts'
import type { Cost } from './cost.ts'
import type { AnswerLatency } from './latency.ts'
import type { Report, SetReport } from './report.ts'
import type { Thresholds } from './system.ts'

/** A table of the report, before it is written as Markdown or HTML. The first column names what the others measure. */
export interface ReportTable {
  readonly header: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

export function rates({ systems }: SetReport): ReportTable {
  return {
    header: ['system', 'exact', 'false corrections', 'precision', 'recall', 'best reading exact'],
    rows: systems.map(({ system, measures }) => [
      system,
      rateWithInterval(measures.accuracy),
      rateWithInterval(measures.falseCorrectionRate),
      rateWithInterval(measures.precision),
      rateWithInterval(measures.recall),
      rateWithInterval(measures.bestReadingAccuracy),
    ]),
  }
}

export function worth({ systems }: SetReport, misspelledShare: number): ReportTable {
  const atShare = `F0.5 at ${percent(misspelledShare, 0)}`
  return {
    header: ['system', 'F0.5', atShare, 'net fixes per 1,000', 'suggested', 'suggestions right', 'degraded'],
    rows: systems.map(({ system, measures, degraded }) => [
      system,
      withInterval(measures.f05, 3),
      withInterval(measures.f05AtShare, 3),
      withInterval(measures.netFixesPer1000, 1),
      rateWithCounts(measures.suggestRate),
      rateWithCounts(measures.suggestPrecision),
      String(degraded),
    ]),
  }
}

export function expected({ systems }: SetReport): ReportTable {
  return {
    header: ['system, all candidates', 'expected precision', 'expected recall', 'expected F1'],
    rows: systems.map(({ system, measures }) => [system, ...expectedCells(measures)]),
  }
}

/** Each system against the baseline, on the same queries. */
export function paired({ comparisons }: SetReport): ReportTable {
  return {
    header: [
      'against the baseline',
      'exact, points gained',
      'net fixes per 1,000 gained',
      'expected F1 gained',
      'only the first exact',
      'only the baseline',
      'p (McNemar, exact)',
    ],
    rows: comparisons.map(({ system, baseline, accuracyGain, netFixesGain, expectedF1Gain, ...counts }) => [
      `${system} against ${baseline}`,
      pointsWithInterval(accuracyGain),
      withInterval(netFixesGain, 1),
      withInterval(expectedF1Gain, 3),
      String(counts.onlySystem),
      String(counts.onlyBaseline),
      pValue(counts.p),
    ]),
  }
}

/** What stands under a map of `rewriteAt`: the other limits, in force at every point of it. Empty where there are none. */
export function otherLimits({ suggestAt, limits = {} }: Thresholds): string {
  const short = (limit: number) => String(Number(limit.toFixed(4)))
  const named = Object.entries(limits).map(([name, limit]) => `${name} ${short(limit)}`)
  if (named.length === 0) return ''
  return (
    `The other limits hold throughout and do not vary here: ${named.join(', ')}. ` +
    `A correction below suggestAt (${short(suggestAt)}) was kept before the limits on the query as typed (…AtMost) were asked, ` +
    'so that thresholds below it also count corrections that these would hold back.'
  )
}

export const verdictColumns = [
  'right as typed',
  'misspelled, best reading right',
  'misspelled, best reading wrong',
] as const

/** How often each verdict fell on which queries; empty where a system gives no verdicts. */
export function verdicts({ operation }: SetReport['systems'][number]): readonly (readonly string[])[] {
  return (operation?.verdicts ?? []).map(({ verdict, clean, right, wrong }) => [
    verdict,
    String(clean),
    String(right),
    String(wrong),
  ])
}

/** Expected calibration errors of the systems whose answers have confidences, the last system's first in each set. */
export function calibrationErrors(sets: readonly SetReport[], misspelledShare: number): ReportTable {
  return {
    header: [
      'expected calibration error',
      'answers',
      'of all',
      `as where ${percent(misspelledShare, 0)} are misspelled`,
      'with another reading than the query',
      'of these',
    ],
    rows: sets.flatMap(({ name, systems }) =>
      systems.toReversed().flatMap(({ system, calibration: { all, atShare, corrections } }) => {
        if (!all) return []
        return [
          [
            `${name} ${system}`,
            String(all.n),
            percent(all.expectedCalibrationError, 2),
            percent(atShare?.expectedCalibrationError ?? null, 2),
            String(corrections?.n ?? 0),
            percent(corrections?.expectedCalibrationError ?? null, 2),
          ],
        ]
      }),
    ),
  }
}

/** What to make of latencies of earlier runs; empty where all answers were given in this one. */
export function keptNote({ sets }: Report): string {
  if (!hasKept(sets)) return ''
  return (
    'Kept answers come from earlier runs and have the latency of then, on the machine as busy as it was then: ' +
    'compare systems that were timed in the same run (--no-cache asks all of them again).'
  )
}

function hasKept(sets: readonly SetReport[]): boolean {
  return sets.some(({ systems }) => systems.some(({ latencyMs }) => latencyMs?.kept))
}

function keptCell(latencyMs: AnswerLatency | undefined): string {
  if (!latencyMs?.kept) return '0'
  const { n, from, until } = latencyMs.kept
  const minute = (at: string) => `${at.slice(0, 16).replace('T', ' ')}Z`
  const times = [...new Set([from, until].map(minute))].join(' to ')
  return `${n} of ${latencyMs.n}, ${times}`
}

/** In the unit of the column beside it, so that a remote model and one on this machine can be compared. */
function billedPerMillion(cost: Cost | undefined): number | null {
  return cost?.billedPerThousand === undefined ? null : cost.billedPerThousand * 1000
}

export function latencyAndCost({ sets }: Report, costColumn: string): ReportTable {
  const isKept = hasKept(sets)
  const isBilled = sets.some(({ systems }) => systems.some(({ cost }) => cost?.billedPerThousand !== undefined))
  return {
    header: [
      ...['set and system', 'n', 'p50 ms', 'p95 ms', 'p99 ms'],
      ...(isKept ? ['kept, given at'] : []),
      ...['core-hours per million', costColumn],
      ...(isBilled ? ['remote models bill per million'] : []),
    ],
    rows: sets.flatMap(({ name, systems }) =>
      systems.map(({ system, latencyMs, cost }) => [
        `${name} ${system}`,
        String(latencyMs?.n ?? 0),
        ...([latencyMs?.p50, latencyMs?.p95, latencyMs?.p99] as const).map((value) => decimal(value ?? null, 2)),
        ...(isKept ? [keptCell(latencyMs)] : []),
        decimal(cost?.coreHoursPerMillion ?? null, 2),
        decimal(cost?.perMillion ?? null, 3),
        ...(isBilled ? [decimal(billedPerMillion(cost), 2)] : []),
      ]),
    ),
  }
}
