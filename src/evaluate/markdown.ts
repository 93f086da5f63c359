import { byRetriever } from './by-retriever.ts'
import type { Calibration } from './calibration.ts'
import { differenceMarkdown } from './difference-tables.ts'
import { decimal, percent, rateWithCounts, rateWithInterval } from './figures.ts'
import type { Failure, Report, SetReport, SystemReport } from './report.ts'
import { describeRepeats, repeatsIn } from './repeats.ts'
import {
  calibrationErrors,
  expected,
  keptNote,
  latencyAndCost,
  otherLimits,
  paired,
  rates,
  verdictColumns,
  verdicts,
  worth,
} from './report-rows.ts'
import { searchSection } from './search-tables.ts'
import { markdownTable } from './table.ts'
import { checksText } from './summary.ts'
import type { Check } from './thresholds.ts'

/** The report for people. What differs from run to run stands in the first line and in the last section. */
export function renderMarkdown(report: Report, checks: readonly Check[], at: string): string {
  const lastSystem = report.systems.at(-1)!
  const sections = [
    `# Evaluation of ${at}`,
    settingsList(report),
    ...(checks.length === 0 ? [] : ['## Thresholds', checksText(checks).trimEnd()]),
    ...(report.difference ? differenceMarkdown(report.difference) : []),
    ...report.sets.flatMap((set) => setSections(set, report.misspelledShare, lastSystem)),
    ...operatingMap(report),
    ...operations(report),
    ...latency(report),
  ]
  return `${sections.join('\n\n')}\n`
}

function settingsList({ settings, systems, misspelledShare }: Report): string {
  const rows = Object.entries(settings).map(([key, value]) => `- ${key}: ${value ?? 'none'}`)
  return [
    `Systems: ${systems.join(', ')}. Net fixes and one F0.5 are stated for ${percent(misspelledShare)} misspelled queries.`,
    'Rates: share, 95 % Wilson interval in percent, counts. F0.5, net fixes, expected measures, recall@24 and gains: value, 95 % interval of 1,000 draws from ' +
      "the posterior with Jeffreys' prior, for gains of pairs (the Bayesian bootstrap).",
    '',
    ...rows,
  ].join('\n')
}

function setSections(set: SetReport, misspelledShare: number, lastSystem: string): readonly string[] {
  const without = set.without === undefined ? '' : `, catalog without ${set.without}`
  const own = set.systems.find(({ system }) => system === lastSystem)!
  return [
    `## ${set.name}`,
    `${set.n} queries: ${set.misspelled} misspelled, ${set.clean} right as typed${without}. ${describeRepeats(repeatsIn(set.cases))}`.trimEnd(),
    ...[rates(set), worth(set, misspelledShare), expected(set), byRetriever(set)].flatMap((found) =>
      found ? [markdownTable(found.header, found.rows)] : [],
    ),
    ...comparisons(set),
    ...searchSection(set),
    ...slices(set),
    ...calibrationSections(set, own, misspelledShare),
    ...failureSections(own),
  ]
}

function comparisons(set: SetReport): readonly string[] {
  if (set.comparisons.length === 0) return []
  const { header, rows } = paired(set)
  return ['### Paired', markdownTable(header, rows)]
}

function slices({ systems }: SetReport): readonly string[] {
  const first = systems[0]!.slices
  if (first.length === 0) return []
  const rows = first.flatMap(({ key, n }, i) =>
    systems.map(({ system, slices: own }) => {
      const slice = own[i]!
      return [
        `${key} (${n})`,
        system,
        rateWithInterval(slice.accuracy),
        rateWithCounts(slice.falseCorrectionRate),
        rateWithCounts(slice.precision),
        rateWithCounts(slice.bestReadingAccuracy),
      ]
    }),
  )
  const header = ['slice (n)', 'system', 'exact', 'false corrections', 'precision', 'best reading exact']
  return ['### Slices', markdownTable(header, rows)]
}

/** The errors of all systems, and the bins of the last one. */
function calibrationSections(set: SetReport, { system, calibration }: SystemReport, share: number): readonly string[] {
  const errors = calibrationErrors([set], share)
  const bins = (what: string, found: Calibration | undefined) =>
    found === undefined
      ? []
      : [
          `${system}, ${what}:`,
          markdownTable(
            ['confidence', 'n', 'mean', 'right'],
            found.bins.map(({ from, to, n, meanConfidence, accuracy }) => [
              `${from.toFixed(3)} to ${to.toFixed(3)}`,
              String(n),
              meanConfidence.toFixed(3),
              accuracy.toFixed(3),
            ]),
          ),
        ]
  return errors.rows.length > 0
    ? [
        '### Calibration',
        markdownTable(errors.header, errors.rows),
        ...bins('all answers', calibration.all),
        ...bins('answers with another reading than the query', calibration.corrections),
      ]
    : []
}

function failureSections({ system, counts, falseCorrections, misses }: SystemReport): readonly string[] {
  const missed = counts.miscorrected + counts.missed
  return [
    ...failureTable(`False corrections by ${system}`, falseCorrections, counts.broken),
    ...failureTable(`Misspelled, not brought to gold by ${system}`, misses, missed),
  ]
}

function failureTable(title: string, failures: readonly Failure[], total: number): readonly string[] {
  if (failures.length === 0) return total === 0 ? [] : [`### ${title}: ${total}`]
  const rows = failures.map(({ query, applied, corrected, golds, confidence, verdict, reason, evidence, slice }) => [
    `${query} → ${applied}`,
    golds.join(' / '),
    corrected === applied ? '' : corrected,
    decimal(confidence, 3),
    verdict,
    reason ?? '',
    evidence?.join('; ') ?? '',
    slice ?? '',
  ])
  const header = ['query → searched', 'gold', 'best reading', 'confidence', 'verdict', 'reason', 'evidence', 'slice']
  const count = failures.length < total ? `${failures.length} of ${total}` : String(total)
  return [`### ${title}: ${count}`, markdownTable(header, rows)]
}

function operatingMap({ operatingMap: { system, thresholds, points }, sets }: Report): readonly string[] {
  const isMixed = sets.map(({ clean, misspelled }) => clean > 0 && misspelled > 0)
  const header = sets.flatMap(({ name }, i) => [`${name}: exact / broken`, ...(isMixed[i] ? ['net per 1,000'] : [])])
  const rows = points.map(({ rewriteAt, isInForce, sets: own }) => [
    `${rewriteAt.toFixed(3)}${isInForce ? ' (in force)' : ''}`,
    ...own.flatMap(({ accuracy, falseCorrectionRate, netFixesPer1000 }, i) => [
      `${percent(accuracy.value)} / ${rateWithCounts(falseCorrectionRate)}`,
      ...(isMixed[i] ? [decimal(netFixesPer1000, 1)] : []),
    ]),
  ])
  const limits = thresholds ? otherLimits(thresholds) : ''
  return [
    `## Operating map of ${system}`,
    markdownTable(['rewrite at', ...header], rows),
    ...(limits === '' ? [] : [limits]),
  ]
}

function operations({ sets }: Report): readonly string[] {
  const rows = sets.flatMap(({ name, systems }) =>
    systems.flatMap((own) =>
      verdicts(own).map(([verdict, ...counts]) => [`${name} ${own.system}: ${verdict}`, ...counts]),
    ),
  )
  const header = ['verdict', ...verdictColumns]
  return rows.length === 0 ? [] : ['## Verdicts', markdownTable(header, rows)]
}

function latency(report: Report): readonly string[] {
  const { header, rows } = latencyAndCost(report, `cost per million at ${report.pricePerCoreHour} an hour`)
  const note = keptNote(report)
  return ['## Latency and cost of sequential calls', ...(note === '' ? [] : [note]), markdownTable(header, rows)]
}
