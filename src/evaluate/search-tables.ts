import { percent, pointsWithInterval, pValue, rateWithCounts, shareWithInterval } from './figures.ts'
import type { ReportTable } from './report-rows.ts'
import type { Report, SearchReport, SetReport } from './report.ts'
import { markdownTable, textTable } from './table.ts'

/** The section of a set that holds judgements; empty for any other. */
export function searchSection({ search }: SetReport): readonly string[] {
  if (!search) return []
  const { n, products, productsNotInCatalog } = search
  const gains = searchGains(search)
  const lacking = productsNotInCatalog === 0 ? 'all in the catalog' : `${productsNotInCatalog} not in the catalog`
  return [
    '### Does it help search?',
    `A plain BM25 search over titles, for the ${n} queries with judged products (${products} products, ${lacking}). ` +
      'Won back: share of the recall@24 between as typed and gold.',
    markdownTable(['searched with', 'recall@24', 'no result', 'recall won back'], searchRows(search)),
    ...(search.comparisons.length === 0 ? [] : [markdownTable(gains.header, gains.rows)]),
  ]
}

/** Each system against the baseline, on the same queries. */
export function searchGains({ comparisons }: SearchReport): ReportTable {
  return {
    header: [
      'against the baseline',
      'recall@24, points gained',
      'no result only with the first',
      'only with the baseline',
      'p (McNemar, exact)',
    ],
    rows: comparisons.map(({ system, baseline, recallAt24Gain, onlySystemEmpty, onlyBaselineEmpty, p }) => [
      `${system} against ${baseline}`,
      pointsWithInterval(recallAt24Gain),
      String(onlySystemEmpty),
      String(onlyBaselineEmpty),
      pValue(p),
    ]),
  }
}

/** A line per judged set and text searched with, for a terminal. Empty when no set holds judgements. */
export function searchTable({ sets }: Report): string {
  const rows = sets.flatMap(({ name, search }) =>
    search
      ? rowsOf(search).map(([label, { recallAt24, zeroResultRate, recallWonBack }]) => [
          `${name} ${label}`,
          String(search.n),
          percent(recallAt24.value),
          percent(zeroResultRate.value),
          recallWonBack ? shareWithInterval(recallWonBack) : '',
        ])
      : [],
  )
  if (rows.length === 0) return ''
  return `${textTable([['set / searched with', 'n', 'recall@24', 'no result', 'recall won back'], ...rows])}\n`
}

/** As typed, each system, gold: what was searched with, recall, zero results, recall won back. */
export function searchRows(search: SearchReport): readonly (readonly string[])[] {
  return rowsOf(search).map(([label, { recallAt24, zeroResultRate, recallWonBack }]) => [
    label,
    shareWithInterval(recallAt24),
    rateWithCounts(zeroResultRate),
    recallWonBack ? shareWithInterval(recallWonBack) : '',
  ])
}

type Row = Pick<SearchReport['systems'][number], 'recallAt24' | 'zeroResultRate'> &
  Partial<Pick<SearchReport['systems'][number], 'recallWonBack'>>

function rowsOf({ raw, gold, systems }: SearchReport): readonly (readonly [label: string, row: Row])[] {
  return [['as typed', raw], ...systems.map((own) => [own.system, own] as const), ['gold', gold]]
}
