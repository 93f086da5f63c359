import { html } from 'hono/html'
import type { Markup } from '../report/page.ts'
import { table } from '../report/table.ts'
import { byRetriever } from './by-retriever.ts'
import { decimal, rateWithCounts, rateWithInterval } from './figures.ts'
import type { Failure, Report, SetReport, SystemReport } from './report.ts'
import {
  calibrationErrors,
  expected,
  keptNote,
  latencyAndCost,
  paired,
  rates,
  verdictColumns,
  verdicts,
  worth,
  type ReportTable,
} from './report-rows.ts'
import { searchGains, searchRows } from './search-tables.ts'
import { checksText } from './summary.ts'
import type { Check } from './thresholds.ts'

export function rateTable(set: SetReport): Markup {
  return table(rates(set))
}

export function worthTable(set: SetReport, misspelledShare: number): Markup {
  return table(worth(set, misspelledShare))
}

export function expectedTable(set: SetReport): Markup {
  return table(expected(set))
}

export function calibrationTable({ sets, misspelledShare }: Report): Markup {
  return table(calibrationErrors(sets, misspelledShare))
}

export function retrieverTable(set: SetReport): readonly Markup[] {
  const found = byRetriever(set)
  return found ? [table(found)] : []
}

/** Significant differences are coloured. */
export function pairedTable(set: SetReport): Markup {
  return table(
    coloured(
      paired(set),
      set.comparisons.map(({ onlySystem, onlyBaseline, p }) => ({ p, gain: onlySystem - onlyBaseline })),
    ),
  )
}

/** With the last column, a p-value, in the colour of what was gained. */
function coloured({ header, rows }: ReportTable, compared: readonly { readonly p: number; readonly gain: number }[]) {
  const classOf = ({ p, gain }: (typeof compared)[number]) => (p < 0.05 ? (gain > 0 ? 'good' : 'bad') : '')
  return {
    header,
    rows: rows.map((row, i) => [
      ...row.slice(0, -1),
      html`<span class="${classOf(compared[i]!)}">${row.at(-1)}</span>`,
    ]),
  }
}

export function checkTable(checks: readonly Check[]): Markup {
  const past = checks.filter(({ holds }) => !holds)
  if (past.length === 0) return html`<p class="good">${checksText(checks).trimEnd()}</p>`
  return table({
    caption: `${past.length} of ${checks.length} thresholds are past`,
    header: ['set', 'system', 'measure', 'is', 'wanted'],
    rows: past.map(({ set, system, measure, value, wanted }) => [set, system, measure, decimal(value, 5), wanted]),
    textColumns: [1, 2],
  })
}

export function failureTable(failures: readonly Failure[]): Markup {
  return table({
    header: ['query', 'searched', 'gold', 'best reading', 'confidence', 'verdict', 'reason', 'evidence', 'slice'],
    rows: failures.map((failure) => [
      failure.query,
      failure.applied === failure.query ? '' : failure.applied,
      failure.golds.join(' / '),
      failure.corrected === failure.applied ? '' : failure.corrected,
      decimal(failure.confidence, 3),
      failure.verdict,
      failure.reason ?? '',
      failure.evidence?.join('\n') ?? '',
      failure.slice ?? '',
    ]),
    textColumns: [1, 2, 3, 5, 6, 7, 8],
  })
}

export function verdictTable(own: SystemReport): Markup {
  return table({
    caption: `What ${own.system} decided`,
    header: ['verdict', ...verdictColumns],
    rows: verdicts(own),
  })
}

export function sliceTable({ systems }: SetReport): Markup {
  return table({
    header: ['slice (n)', 'system', 'exact', 'false corrections', 'precision', 'recall', 'best reading exact'],
    rows: systems[0]!.slices.flatMap(({ key, n }, i) =>
      systems.map(({ system, slices }) => {
        const own = slices[i]!
        return [
          `${key} (${n})`,
          system,
          rateWithInterval(own.accuracy),
          rateWithCounts(own.falseCorrectionRate),
          rateWithCounts(own.precision),
          rateWithCounts(own.recall),
          rateWithCounts(own.bestReadingAccuracy),
        ]
      }),
    ),
    textColumns: [1],
  })
}

/** Empty for a set without judgements. */
export function searchTables({ name, search }: SetReport): readonly Markup[] {
  if (!search) return []
  const { n, products, productsNotInCatalog, comparisons } = search
  return [
    table({
      caption: `${name}: plain BM25 over titles, ${n} queries with ${products} judged products, ${productsNotInCatalog} of them not in the catalog`,
      header: ['searched with', 'recall@24', 'no result', 'recall won back'],
      rows: searchRows(search),
    }),
    ...(comparisons.length === 0
      ? []
      : [
          table(
            coloured(
              searchGains(search),
              comparisons.map(({ onlySystemEmpty, onlyBaselineEmpty, p }) => ({
                p,
                gain: onlyBaselineEmpty - onlySystemEmpty,
              })),
            ),
          ),
        ]),
  ]
}

export function costTable(report: Report): Markup {
  return html`<p>
      Different queries, one after another. Cost: as if each query held one core for its whole time; an hour of that
      costs ${String(report.pricePerCoreHour)}. A system that waits for a remote model holds none, so it has a bill
      instead: by that model's token counts and the prices that were set. ${keptNote(report)}
    </p>
    ${table(latencyAndCost(report, 'cost per million'))}`
}
