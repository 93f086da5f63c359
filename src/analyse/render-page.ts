import { barX, barY, ruleX, ruleY } from '@observablehq/plot'
import { html } from 'hono/html'
import { chart, seriesColour } from '../report/chart.ts'
import { renderPage, type Markup } from '../report/page.ts'
import { table } from '../report/table.ts'
import type { Analysis } from './analysis.ts'
import { introduction, tablesOf } from './render.ts'

const verdicts = ['rewrite', 'suggest', 'keep'] as const

/** The analysis as one page that opens offline. */
export function renderAnalysisPage(analysis: Analysis, server: string): Promise<string> {
  const [about, ...notes] = introduction(analysis)
  const charts = [volumes(analysis), latency(analysis)].filter((drawn) => drawn !== undefined)
  return renderPage({
    title: 'Analysis of the decision log',
    about: about!,
    sections: [
      {
        id: 'overview',
        title: 'Overview',
        body: html`${notes.map((note) => html`<p>${note}</p>`)}
          <div class="charts">${charts}</div>`,
      },
      ...tablesOf(analysis, server).map(({ id, title, about: what, header, rows, textColumns }) => ({
        id,
        title,
        body: html`<p>${withCode(what)}</p>
          ${table({ header, rows: rows.map((row) => row.map(marked)), textColumns })}`,
      })),
    ],
  })
}

/** What stands between backticks is a command. */
function withCode(text: string): readonly (string | Markup)[] {
  return text.split('`').map((part, i) => (i % 2 === 1 ? html`<code>${part}</code>` : part))
}

/** Differences that are taken for real stand out; whether more is good depends on the row, so the colour says nothing of it. */
function marked(cell: string): string | Markup {
  return /^[▲▼] /.test(cell) ? html`<b>${cell}</b>` : cell
}

function volumes({ days }: Analysis): Markup | undefined {
  if (days.length === 0) return undefined
  const bars = days.flatMap((day) => verdicts.map((verdict) => ({ day: day.day, verdict, decisions: day[verdict] })))
  return chart({
    title: 'Decisions by day',
    caption: 'UTC; the first and the last day may be parts.',
    legend: verdicts,
    plot: {
      marginBottom: 60,
      x: {
        type: 'band',
        label: null,
        tickFormat: (day: string) => day.slice(5),
        tickRotate: days.length > 10 ? -60 : 0,
      },
      y: { label: 'decisions', grid: true },
      marks: [
        barY(bars, {
          x: 'day',
          y: 'decisions',
          fill: ({ verdict }: (typeof bars)[number]) => seriesColour(verdicts.indexOf(verdict)),
          order: [...verdicts],
          z: 'verdict',
        }),
        ruleY([0]),
      ],
    },
  })
}

function latency({ latencyMs }: Analysis): Markup | undefined {
  const periods = ['this period', 'before'] as const
  const bars = latencyMs.flatMap(({ stage, now, before }) =>
    [now, before].flatMap((found, i) => (found ? [{ stage, period: periods[i]!, ms: found.p95 }] : [])),
  )
  if (bars.length === 0) return undefined
  return chart({
    title: '95th percentile of latency by stage',
    caption: 'In milliseconds, this period and the one before.',
    legend: periods,
    plot: {
      marginLeft: 70,
      x: { label: 'ms', grid: true },
      y: { label: null, axis: null, domain: [...periods] },
      fy: { label: null, domain: latencyMs.map(({ stage }) => stage) },
      marks: [
        barX(bars, {
          x: 'ms',
          y: 'period',
          fy: 'stage',
          fill: ({ period }: (typeof bars)[number]) => seriesColour(periods.indexOf(period)),
        }),
        ruleX([0]),
      ],
    },
  })
}
