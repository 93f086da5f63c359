import { html } from 'hono/html'
import { renderPage, type Markup, type Section } from '../report/page.ts'
import { definitions } from '../report/table.ts'
import { differenceHtml } from './difference-tables.ts'
import { percent } from './figures.ts'
import { calibrationChart, operatingCharts, precisionRecallChart, sliceChart } from './html-charts.ts'
import {
  calibrationTable,
  checkTable,
  costTable,
  expectedTable,
  retrieverTable,
  failureTable,
  rateTable,
  pairedTable,
  searchTables,
  sliceTable,
  verdictTable,
  worthTable,
} from './html-tables.ts'
import { describeRepeats, repeatsIn } from './repeats.ts'
import { otherLimits } from './report-rows.ts'
import type { Report, SetReport, SystemReport } from './report.ts'
import type { Check } from './thresholds.ts'

/** The report as one page that opens offline. What differs from run to run stands in its head and its last section. */
export async function renderHtml(report: Report, checks: readonly Check[], at: string): Promise<string> {
  const sections: readonly Section[] = [
    { id: 'headline', title: 'Headline', body: headline(report, checks) },
    { id: 'false-corrections', title: 'False corrections', body: falseCorrections(report) },
    ...difference(report),
    { id: 'precision-recall', title: 'Precision and recall', body: precisionRecall(report) },
    { id: 'operating-map', title: 'Operating map', body: operatingMap(report) },
    { id: 'calibration', title: 'Calibration', body: calibration(report) },
    { id: 'slices', title: 'Slices', body: slices(report) },
    { id: 'search', title: 'Does it help search?', body: report.sets.flatMap(searchTables) },
    { id: 'misses', title: 'Misspelled, not brought to gold', body: misses(report) },
    { id: 'settings', title: 'Settings', body: settings(report) },
    { id: 'latency', title: 'Latency and cost', body: costTable(report) },
  ]
  return renderPage({
    title: `Evaluation of ${at}`,
    about: `Systems: ${report.systems.join(', ')}. Sets: ${report.sets.map(({ name, n }) => `${name} (${n})`).join(', ')}.`,
    sections: sections.filter(({ body }) => !Array.isArray(body) || body.length > 0),
  })
}

function headline(report: Report, checks: readonly Check[]): readonly Markup[] {
  const { misspelledShare, baseline, sets } = report
  return [
    html`<p>
      Exact: searched with a gold text. False corrections: right queries changed into something else. Net fixes: queries
      set right less queries broken, of 1,000 of which ${percent(misspelledShare)} are misspelled. In brackets: 95 %
      intervals (Wilson for rates; for all else 1,000 draws from the posterior with Jeffreys' prior, the Bayesian
      bootstrap, for differences of pairs).
      ${baseline === undefined ? '' : `Compared with ${baseline}, on the same queries: differences of pairs, p by McNemar's exact test.`}
    </p>`,
    ...(checks.length === 0 ? [] : [checkTable(checks)]),
    ...sets.flatMap((set) => [
      html`<h3>${titleOf(set)}</h3>`,
      ...repeats(set),
      rateTable(set),
      worthTable(set, misspelledShare),
      expectedTable(set),
      ...retrieverTable(set),
      ...(set.comparisons.length === 0 ? [] : [pairedTable(set)]),
    ]),
  ]
}

function repeats({ cases }: SetReport): readonly Markup[] {
  const told = describeRepeats(repeatsIn(cases))
  return told === '' ? [] : [html`<p>${told}</p>`]
}

/** Of the last system openly, also where it has none; of the others folded away. */
function falseCorrections(report: Report): readonly Markup[] {
  return failureLists(report, ({ falseCorrections: listed, counts }) => ({ listed, total: counts.broken }))
}

function misses(report: Report): readonly Markup[] {
  return failureLists(report, ({ misses: listed, counts }) => ({ listed, total: counts.miscorrected + counts.missed }))
}

type Listing = (own: SystemReport) => { readonly listed: SystemReport['misses']; readonly total: number }

function failureLists(report: Report, listing: Listing): readonly Markup[] {
  const lists = (set: SetReport) =>
    set.systems
      .toReversed()
      .filter((own) => listing(own).total > 0 || isLast(report, own))
      .map((own) => {
        const { listed, total } = listing(own)
        if (total === 0) return html`<p>${own.system}: none</p>`
        const count = listed.length < total ? `${listed.length} of ${total}` : String(total)
        return html`<details ${isLast(report, own) ? 'open' : ''}>
          <summary>${own.system}: ${count}</summary>
          ${listed.length === 0 ? '' : failureTable(listed)}
        </details>`
      })
  return eachSet(
    report.sets.filter(({ isPooled }) => !isPooled),
    lists,
  )
}

function difference({ difference: found }: Report): readonly Section[] {
  if (!found) return []
  return [{ id: 'difference', title: `Against the report of ${found.previous}`, body: differenceHtml(found) }]
}

function precisionRecall({ sets }: Report): readonly Markup[] {
  const drawn = sets.filter(({ misspelled }) => misspelled > 0).map(precisionRecallChart)
  return drawn.length === 0 ? [] : [charts(drawn)]
}

function operatingMap(report: Report): readonly Markup[] {
  return eachSet(report.sets, ({ systems, clean, misspelled }) => {
    const own = systems.find((system) => isLast(report, system))!
    if (!own.operation) return []
    const limits = otherLimits(own.operation.thresholds)
    return [
      charts(operatingCharts(own, { clean, misspelled })),
      ...(limits === '' ? [] : [html`<p>${limits}</p>`]),
      verdictTable(own),
    ]
  })
}

/** The last system's curves openly, those of the others folded away. */
function calibration(report: Report): readonly Markup[] {
  const confident = report.sets.flatMap((set) =>
    set.systems.toReversed().flatMap((own) => (own.calibration.all ? [{ set, own }] : [])),
  )
  if (confident.length === 0) return []
  const curves = (wanted: typeof confident) => charts(wanted.map(({ set, own }) => calibrationChart(set.name, own)))
  const [last, others] = [true, false].map((is) => confident.filter(({ own }) => isLast(report, own) === is))
  return [
    html`<p>
      Answers by confidence, in up to ten bins of as many each. Right: the best reading is a gold, whatever the verdict.
      On the dashed line a confidence is true; bars are 95 % Wilson intervals.
    </p>`,
    calibrationTable(report),
    ...(last!.length === 0 ? [] : [curves(last!)]),
    ...(others!.length === 0
      ? []
      : [
          html`<details>
            <summary>Curves of the other systems: ${others!.length}</summary>
            ${curves(others!)}
          </details>`,
        ]),
  ]
}

function slices(report: Report): readonly Markup[] {
  return eachSet(report.sets, (set) => {
    if (set.systems[0]!.slices.length === 0) return []
    const own = set.systems.find((system) => isLast(report, system))!
    const base = set.systems.find(({ system }) => system === report.baseline && system !== own.system)
    return [
      sliceChart(set, own, base),
      html`<details>
        <summary>All systems</summary>
        ${sliceTable(set)}
      </details>`,
    ]
  })
}

function settings(report: Report): Markup {
  return definitions(Object.entries(report.settings).map(([key, value]) => [key, String(value ?? 'none')]))
}

/** Sets without anything to show are left out; one set needs no title. */
function eachSet(sets: readonly SetReport[], bodyOf: (set: SetReport) => readonly Markup[]): readonly Markup[] {
  return sets.flatMap((set) => {
    const body = bodyOf(set)
    return body.length === 0 ? [] : [...(sets.length > 1 ? [html`<h3>${set.name}</h3>`] : []), ...body]
  })
}

function titleOf({ name, n, misspelled, clean, without }: SetReport): string {
  const restriction = without === undefined ? '' : `, catalog without ${without}`
  return `${name}: ${n} queries, ${misspelled} misspelled, ${clean} right as typed${restriction}`
}

function charts(drawn: readonly Markup[]): Markup {
  return html`<div class="charts">${drawn}</div>`
}

function isLast({ systems }: Report, { system }: SystemReport): boolean {
  return system === systems.at(-1)
}
