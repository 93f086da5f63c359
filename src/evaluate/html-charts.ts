import * as Plot from '@observablehq/plot'
import { chart, seriesColour } from '../report/chart.ts'
import type { Markup } from '../report/page.ts'
import type { ReliabilityBin } from './calibration.ts'
import type { SetReport, SystemReport } from './report.ts'
import { wilsonInterval } from './wilson.ts'

/** `from` and `to` in [0, 1], as the data. */
const percentAxis = (label: string, from: number, to: number): Plot.ScaleOptions => ({
  label,
  percent: true,
  grid: true,
  domain: [from * 100, to * 100],
})

/** A line for each system whose confidence decides, and a point where each system stands. */
export function precisionRecallChart({ name, systems }: SetReport): Markup {
  const shown = systems.filter(({ measures }) => (measures.recall.value ?? 0) > 0)
  const lowest = Math.min(
    ...shown.flatMap(({ precisionRecall, measures }) => [
      ...precisionRecall.map(({ precision }) => precision),
      measures.precision.value ?? 1,
    ]),
    0.95,
  )
  return chart({
    title: name,
    caption: 'Precision and recall as the threshold of rewriting falls; points: as decided.',
    legend: shown.map(({ system }) => system),
    plot: {
      x: percentAxis('recall (%) →', 0, 1),
      y: percentAxis('↑ precision (%)', Math.floor(lowest * 20) / 20, 1),
      marks: shown.flatMap(({ precisionRecall, measures }, i) => [
        Plot.line(precisionRecall, { x: 'recall', y: 'precision', stroke: seriesColour(i) }),
        Plot.dot([measures], {
          x: ({ recall }: typeof measures) => recall.value,
          y: ({ precision }: typeof measures) => precision.value,
          fill: seriesColour(i),
          stroke: 'var(--card)',
          r: 5,
        }),
      ]),
    },
  })
}

/** What is shown or made from a confidence on, with the thresholds in force; right queries apart, where there are any. */
export function operatingCharts(
  { system, operation }: SystemReport,
  { clean, misspelled }: { readonly clean: number; readonly misspelled: number },
): readonly Markup[] {
  const { thresholds, steps } = operation!
  const { suggestAt, rewriteAt } = thresholds
  const bands = [
    { verdict: 'keep', from: 0, to: suggestAt },
    { verdict: 'suggest', from: suggestAt, to: rewriteAt },
    { verdict: 'rewrite', from: rewriteAt, to: 1 },
  ].filter(({ from, to }) => to > from)
  const drawn = (title: string, caption: string, n: number, series: readonly (keyof typeof legends)[]) => {
    const top = Math.max(...series.flatMap((key) => steps.map((step) => step[key] / n)), 1 / n)
    return chart({
      title,
      caption,
      legend: series.map((key) => legends[key]),
      plot: {
        x: { label: 'confidence of at least →', domain: [0, 1] },
        y: percentAxis('↑ % of these queries', 0, top * 1.15),
        marks: [
          Plot.rect(bands, {
            x1: 'from',
            x2: 'to',
            y1: 0,
            y2: top * 1.15,
            fill: 'currentColor',
            fillOpacity: (_, i: number) => [0, 0.05, 0.11][i]!,
          }),
          Plot.text(bands, { x: ({ from, to }: Band) => (from + to) / 2, y: top * 1.1, text: 'verdict' }),
          Plot.ruleX([suggestAt, rewriteAt], { stroke: 'currentColor', strokeDasharray: '3,3' }),
          ...series.map((key, i) =>
            Plot.line(steps, {
              x: 'at',
              y: (step: (typeof steps)[number]) => step[key] / n,
              stroke: seriesColour(i),
              strokeWidth: 2,
            }),
          ),
          Plot.ruleY([0]),
        ],
      },
    })
  }
  return [
    ...(misspelled === 0
      ? []
      : [
          drawn(
            `${system}: ${misspelled} misspelled queries`,
            'Corrections that no other rule holds back.',
            misspelled,
            ['fixed', 'miscorrected'],
          ),
        ]),
    ...(clean === 0
      ? []
      : [drawn(`${system}: ${clean} right queries`, 'Changed into something else.', clean, ['broken'])]),
  ]
}

type Band = { readonly from: number; readonly to: number }

const legends = {
  fixed: 'brought to gold',
  miscorrected: 'to another text',
  broken: 'false corrections',
} as const

/** Bars: 95 % Wilson intervals of the share that was right. */
export function calibrationChart(name: string, { system, calibration }: SystemReport): Markup {
  const series = [
    ['all answers', calibration.all],
    ['with another reading than the query', calibration.corrections],
  ] as const
  const shown = series.flatMap(([label, found]) => (found ? [{ label, found }] : []))
  return chart({
    title: `${name}, ${system}`,
    caption: shown.map(({ label, found }) => `${label}: ${found.n}`).join('; '),
    legend: shown.map(({ label }) => label),
    plot: {
      x: { label: 'mean confidence →', domain: [0, 1], grid: true },
      y: { label: '↑ share that was right', domain: [0, 1], grid: true },
      marks: [
        Plot.line(
          [
            [0, 0],
            [1, 1],
          ],
          { stroke: 'currentColor', strokeOpacity: 0.5, strokeDasharray: '3,3' },
        ),
        ...shown.flatMap(({ found }, i) => {
          const rows = found.bins.map((bin) => ({ ...bin, ...intervalOf(bin) }))
          return [
            Plot.ruleX(rows, {
              x: 'meanConfidence',
              y1: 'low',
              y2: 'high',
              stroke: seriesColour(i),
              strokeOpacity: 0.5,
            }),
            Plot.line(rows, { x: 'meanConfidence', y: 'accuracy', stroke: seriesColour(i), strokeOpacity: 0.5 }),
            Plot.dot(rows, { x: 'meanConfidence', y: 'accuracy', fill: seriesColour(i) }),
          ]
        }),
      ],
    },
  })
}

function intervalOf({ accuracy, n }: ReliabilityBin): { readonly low: number; readonly high: number } {
  return wilsonInterval({ hits: Math.round(accuracy * n), n })
}

/** Exactness of each slice, with its interval, beside the baseline's. */
export function sliceChart({ name }: SetReport, own: SystemReport, base: SystemReport | undefined): Markup {
  const shown = [own, ...(base ? [base] : [])]
  const rows = shown.map(({ slices }) =>
    slices.map(({ key, n, accuracy }) => ({
      label: `${key.length > 34 ? `${key.slice(0, 33)}…` : key} (${n})`,
      value: accuracy.value,
      low: accuracy.low,
      high: accuracy.high,
    })),
  )
  return chart({
    title: name,
    caption: 'Exact by slice, with 95 % Wilson intervals of the first.',
    legend: shown.map(({ system }) => system),
    plot: {
      width: 720,
      height: 50 + 17 * own.slices.length,
      marginLeft: 250,
      x: percentAxis('exact (%) →', 0, 1),
      y: { type: 'band', label: null, domain: rows[0]!.map(({ label }) => label) },
      marks: [
        Plot.ruleY(rows[0], { x1: 'low', x2: 'high', y: 'label', stroke: seriesColour(0), strokeOpacity: 0.5 }),
        ...rows
          .map((own, i) => Plot.dot(own, { x: 'value', y: 'label', fill: seriesColour(i), r: i === 0 ? 4 : 2.5 }))
          .toReversed(),
      ],
    },
  })
}
