import * as Plot from '@observablehq/plot'
import { seriesColour, type Chart } from '../report/chart.ts'
import { percent } from './figures.ts'
import { enoughNames, fitLaws, type FittedLaw, type SweepPoint } from './scaling-laws.ts'
import { markdownTable } from './table.ts'
import { wilsonInterval } from './wilson.ts'

/** One system on one set, with several numbers of names. */
export interface Sweep {
  readonly set: string
  readonly system: string
  readonly points: readonly SweepPoint[]
}

export interface FittedSweep extends Sweep {
  readonly laws: readonly (FittedLaw & {
    /** From which on one more name adds less than the stated gain; null: not up to 64. */
    readonly enough: number | null
  })[]
}

/** `gain`: in [0, 1]. */
export function fitSweep(sweep: Sweep, gain: number): FittedSweep {
  const laws = fitLaws(sweep.points).map((law) => ({ ...law, enough: enoughNames(law.predict, gain) ?? null }))
  return { ...sweep, laws }
}

export function sweepMarkdown({ set, system, points, laws }: FittedSweep, gain: number): string {
  return [
    `## ${set}, ${system}`,
    markdownTable(
      ['names', 'exact', 'queries', 'share', '95 % (Wilson)'],
      points.map(({ k, hits, n }) => {
        const { low, high } = wilsonInterval({ hits, n })
        return [String(k), String(hits), String(n), percent(hits / n), `${percent(low)} to ${percent(high)}`]
      }),
    ),
    markdownTable(
      [
        'law',
        'parameters',
        'deviance',
        'free',
        'AIC',
        'RMSE, points',
        `one more adds less than ${(gain * 100).toFixed(2)} points from`,
      ],
      laws.map(({ law, parameters, deviance, degreesOfFreedom, aic, rootMeanSquareError, enough }) => [
        law,
        Object.entries(parameters)
          .map(([name, value]) => `${name} ${shown(value)}`)
          .join(', '),
        deviance.toFixed(3),
        String(degreesOfFreedom),
        aic.toFixed(2),
        (rootMeanSquareError * 100).toFixed(2),
        enough === null ? 'more than 64' : String(enough),
      ]),
    ),
  ].join('\n\n')
}

/** Counts with Wilson intervals, and each law between and beyond them. */
export function sweepChart({ set, system, points, laws }: FittedSweep): Chart {
  const most = Math.max(...points.map(({ k }) => k))
  const rows = points.map(({ k, hits, n }) => ({ k, share: hits / n, ...wilsonInterval({ hits, n }) }))
  return {
    title: `${set}, ${system}`,
    caption: 'Exact answers by the number of retrieved names; bars: 95 % Wilson intervals; lines: fitted laws.',
    legend: laws.map(({ law }) => law),
    plot: {
      x: { label: 'names →', domain: [0, most] },
      y: { label: '↑ exact (%)', percent: true, grid: true, nice: true },
      marks: [
        ...laws.map(({ predict }, i) =>
          Plot.line(
            Array.from({ length: 10 * most + 1 }, (_, at) => ({ k: at / 10, share: predict(at / 10) })),
            { x: 'k', y: 'share', stroke: seriesColour(i), strokeDasharray: ['none', '6,3', '2,3'][i]! },
          ),
        ),
        Plot.ruleX(rows, { x: 'k', y1: 'low', y2: 'high', stroke: 'currentColor' }),
        Plot.dot(rows, { x: 'k', y: 'share', fill: 'currentColor' }),
      ],
    },
  }
}

function shown(value: number): string {
  return Math.abs(value) >= 1000 || (value !== 0 && Math.abs(value) < 0.001) ? value.toExponential(2) : value.toFixed(3)
}
