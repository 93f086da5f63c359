import * as Plot from '@observablehq/plot'
import { percent } from '../../evaluate/figures.ts'
import { latencyOf } from '../../evaluate/latency.ts'
import { markdownTable } from '../../evaluate/table.ts'
import type { RetrieverName } from '../../speller/retrievers.ts'
import { chartFile, seriesColour } from '../../report/chart.ts'
import { errorClasses } from './error-classes.ts'
import { depths, errorCounts, nameGroups, ranksWithin, recallAt, type RecallCell } from './recall.ts'

/** What was measured over one number of names. */
export interface SizeReport {
  readonly retriever: RetrieverName
  readonly names: number
  readonly cells: readonly RecallCell[]
  /** Processor time of building and writing the index. */
  readonly buildSeconds: number
  readonly openMs: number
  /** The names as JSON Lines. */
  readonly textMegabytes: number
  readonly fileMegabytes: number
  /** Of a process of its own that opened the index and searched it. */
  readonly residentMegabytes: number
  /** The same with late interaction's vectors read whole; absent for other retrievers. */
  readonly heldMegabytes?: number
  /** Of the same program over an empty catalog. */
  readonly bareMegabytes: number
}

export function markdown(reports: readonly SizeReport[]): string {
  return `${[sizesTable(reports), ...reports.flatMap((report) => [`### ${count(report.names)} names`, recallTable(report)])].join('\n\n')}\n`
}

function sizesTable(reports: readonly SizeReport[]): string {
  const rows: readonly (readonly [string, (report: SizeReport) => string])[] = [
    ...errorCounts.flatMap((errors) =>
      ([50, 99] as const).map((percentile): readonly [string, (report: SizeReport) => string] => [
        `search, ${errors} ${errors === 1 ? 'error' : 'errors'}, p${percentile}`,
        (report) => `${timesOf(report, errors)[`p${percentile}`].toFixed(2)} ms`,
      ]),
    ),
    ['build and write, processor time', ({ buildSeconds }) => `${buildSeconds.toFixed(1)} s`],
    ['open', ({ openMs }) => `${openMs.toFixed(0)} ms`],
    ['file', ({ fileMegabytes }) => `${fileMegabytes.toFixed(1)} MB`],
    ['names as JSON Lines', ({ textMegabytes }) => `${textMegabytes.toFixed(1)} MB`],
    ['resident memory', ({ residentMegabytes }) => `${residentMegabytes.toFixed(0)} MB`],
    ['of it without names', ({ bareMegabytes }) => `${bareMegabytes.toFixed(0)} MB`],
  ]
  return markdownTable(
    ['names', ...reports.map(({ names }) => count(names))],
    rows.map(([name, of]) => [name, ...reports.map(of)]),
  )
}

/** By class and number of errors; of all classes also by group of names. */
function recallTable({ cells }: SizeReport): string {
  const row = (label: string, errors: number, own: readonly RecallCell[], edits = Infinity) => {
    const ranks = ranksWithin(edits, own)
    const sample = own.flatMap((cell) => cell.scanned.filter((_, i) => cell.edits[i]! <= edits))
    return [
      label,
      String(errors),
      String(ranks.length),
      ...depths.map((depth) => percent(recallAt(depth, ranks))),
      String(sample.length),
      percent(
        recallAt(
          8,
          sample.map(({ rank }) => rank),
        ),
      ),
      percent(
        recallAt(
          8,
          sample.map(({ scan }) => scan),
        ),
      ),
    ]
  }
  return markdownTable(
    [
      'class',
      'errors',
      'n',
      ...depths.map((depth) => `recall@${depth}`),
      'sample',
      'recall@8 there',
      'scan’s recall@8',
    ],
    errorCounts.flatMap((errors) => {
      const own = cells.filter((cell) => cell.errors === errors)
      return [
        ...errorClasses.map((one) =>
          row(
            one,
            errors,
            own.filter(({ errorClass }) => errorClass === one),
          ),
        ),
        ...nameGroups.map((one) =>
          row(
            `all, ${one}`,
            errors,
            own.filter(({ group }) => group === one),
          ),
        ),
        row('**all**', errors, own),
        row(`**of at most ${errors} ${errors === 1 ? 'edit' : 'edits'}**`, errors, own, errors),
      ].filter(([, , n]) => n !== '0')
    }),
  )
}

/** Growth with the number of names, a file each. */
export function curves(reports: readonly SizeReport[]): Readonly<Record<string, string>> {
  const bySize = (of: (report: SizeReport) => Readonly<Record<string, number>>) =>
    reports.flatMap((report) =>
      Object.entries(of(report)).map(([series, value]) => ({ names: report.names, series, value })),
    )
  return {
    'retrieval-time.svg': curve(
      'Time of one search',
      '↑ ms',
      bySize((report) => {
        const times = latencyOf(report.cells.filter(({ errors }) => errors < 3).flatMap((cell) => cell.milliseconds))!
        return { p50: times.p50, p99: times.p99 }
      }),
    ),
    'retrieval-size.svg': curve(
      'Size of the index',
      '↑ MB',
      bySize(({ fileMegabytes, residentMegabytes }) => ({
        file: fileMegabytes,
        'resident memory': residentMegabytes,
      })),
    ),
    'retrieval-recall.svg': curve(
      'Recall@8 by number of errors',
      '↑ recall@8 (%)',
      bySize((report) =>
        Object.fromEntries(
          errorCounts.map((errors) => [
            errors === 1 ? '1 error' : `${errors} errors`,
            100 *
              recallAt(
                8,
                report.cells.filter((cell) => cell.errors === errors).flatMap(({ ranks }) => ranks),
              ),
          ]),
        ),
      ),
    ),
  }
}

function curve(
  title: string,
  label: string,
  rows: readonly { names: number; series: string; value: number }[],
): string {
  const series = [...new Set(rows.map((row) => row.series))]
  const colour = (name: string) => seriesColour(series.indexOf(name))
  const last = series.map((name) => rows.findLast((row) => row.series === name)!)
  return chartFile({
    title,
    plot: {
      marginRight: 110,
      x: {
        type: 'log',
        label: 'names →',
        grid: true,
        ticks: [...new Set(rows.map(({ names }) => names))],
        tickFormat: count,
      },
      y: { label, grid: true, zero: true, nice: true },
      marks: [
        ...series.map((name) =>
          Plot.line(
            rows.filter((row) => row.series === name),
            { x: 'names', y: 'value', stroke: colour(name) },
          ),
        ),
        ...series.map((name) =>
          Plot.dot(
            rows.filter((row) => row.series === name),
            { x: 'names', y: 'value', fill: colour(name) },
          ),
        ),
        Plot.text(last, { x: 'names', y: 'value', text: 'series', dx: 8, textAnchor: 'start', fill: 'currentColor' }),
      ],
    },
  })
}

function timesOf({ cells }: SizeReport, errors: number) {
  return latencyOf(cells.filter((cell) => cell.errors === errors).flatMap(({ milliseconds }) => milliseconds))!
}

function count(names: number): string {
  return names.toLocaleString('en')
}
