import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parsePage, type PageNode } from '../report/dom.ts'
import { renderHtml } from './html.ts'
import { renderMarkdown } from './markdown.ts'
import type { Estimate } from './report.ts'
import { caseOf, rowsOf, run, systemOf, table } from './testing/audited.ts'
import {
  calibration,
  counts,
  expected,
  finds,
  isClean,
  isRight,
  nearestRank,
  popularity,
  price,
  rates,
  rewriting,
  type Row,
  same,
  share,
  signTest,
  sliceKeys,
  weighed,
  wilson,
} from './testing/recount.ts'

// What page and Markdown show is the recount of recount.ts, written out; ends of drawn intervals are those of the report.

const [cases, first, second] = fc.sample(fc.tuple(fc.array(caseOf, { minLength: 60, maxLength: 60 }), table, table), {
  numRuns: 1,
  seed: 12,
})[0]!
const systems = [systemOf('base', first), systemOf('own', second)] as const
const report = await run([cases], systems)
const set = report.sets[0]!
const [base, own] = [await rowsOf(cases, systems[0]), await rowsOf(cases, systems[1])]
const both = [base, own] as const

const one = (value: number) => (100 * value).toFixed(1)
const rate = ({ hits, n }: { readonly hits: number; readonly n: number }) => {
  const { low, high } = wilson(hits, n)
  return n === 0 ? '–' : `${one(hits / n)} % [${one(low!)}, ${one(high!)}] ${hits}/${n}`
}
interface Some {
  readonly length: number
}
const counted = ({ length: hits }: Some, { length: n }: Some) => (n === 0 ? '–' : `${one(hits / n)} % ${hits}/${n}`)
const around = (value: number, { low, high }: Estimate, digits: number, scale = 1) =>
  `${(scale * value).toFixed(digits)} [${(scale * low!).toFixed(digits)}, ${(scale * high!).toFixed(digits)}]`
const shareAround = (value: number, { low, high }: Estimate) => `${one(value)} % [${one(low!)}, ${one(high!)}]`

/** Tables by the first two cells of their header: rows of cells. */
type Tables = ReadonlyMap<string, readonly (readonly string[])[]>
const keyed = (tables: readonly (readonly (readonly string[])[])[]): Tables =>
  new Map(tables.map(([header, ...rows]) => [header!.slice(0, 2).join(' | '), rows]))

function tablesOfPage(text: string): Tables {
  const cells = (row: PageNode) => [...row.querySelectorAll('th, td')].map(({ textContent }) => textContent!.trim())
  return keyed([...parsePage(text).querySelectorAll('table')].map((one) => [...one.querySelectorAll('tr')].map(cells)))
}

function tablesOfMarkdown(text: string): Tables {
  const cells = (line: string) =>
    line
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim())
  const blocks = text.split('\n\n').filter((block) => block.startsWith('|'))
  return keyed(
    blocks.map((block) =>
      block
        .trim()
        .split('\n')
        .map(cells)
        .filter(([first]) => !/^:?-+:?$/.test(first!)),
    ),
  )
}

const page = await renderHtml(report, [], 'now')
const html = tablesOfPage(page)
const markdown = tablesOfMarkdown(renderMarkdown(report, [], 'now'))
const indices = [0, 1] as const
const labels = ['base', 'own'] as const
const readRight = (row: Row) => isRight(row, row.answer.corrected)
const searchedRight = (row: Row) => isRight(row, row.answer.applied)

describe.each([
  ['page', html],
  ['Markdown', markdown],
] as const)('the numbers of the %s', (form, tables) => {
  it('are rates, with intervals and counts', () => {
    expect(tables.get('system | exact')).toEqual(
      indices.map((i) => [labels[i], ...Object.values(rates(both[i])).map(rate)]),
    )
    const suggested = (rows: readonly Row[]) => rows.filter(({ answer }) => answer.verdict === 'suggest')
    expect(tables.get('system | F0.5')).toEqual(
      indices.map((i) => {
        const { f05, f05AtShare, netFixesPer1000 } = weighed(both[i])
        const { measures } = set.systems[i]!
        return [
          labels[i],
          around(f05!, measures.f05, 3),
          around(f05AtShare!, measures.f05AtShare, 3),
          around(netFixesPer1000!, measures.netFixesPer1000, 1),
          counted(suggested(both[i]), both[i]),
          counted(suggested(both[i]).filter(readRight), suggested(both[i])),
          String(both[i].filter(({ answer }) => answer.isDegraded).length),
        ]
      }),
    )
  })

  it('are expected measures, and gains over the baseline', () => {
    expect(tables.get('system, all candidates | expected precision')).toEqual(
      indices.map((i) => {
        const { expectedPrecision, expectedRecall, expectedF1 } = set.systems[i]!.measures
        const { precision, recall, f1 } = expected(both[i])
        const shares = [shareAround(precision, expectedPrecision), shareAround(recall, expectedRecall)]
        return [labels[i], ...shares, around(f1, expectedF1, 3)]
      }),
    )
    const only = (rows: readonly Row[], others: readonly Row[]) =>
      rows.filter((row, i) => searchedRight(row) && !searchedRight(others[i]!)).length
    const [won, lost] = [only(own, base), only(base, own)]
    const { accuracyGain, netFixesGain, expectedF1Gain } = set.comparisons[0]!
    expect(tables.get('against the baseline | exact, points gained')).toEqual([
      [
        'own against base',
        around((won - lost) / own.length, accuracyGain, 1, 100),
        around(weighed(own).netFixesPer1000! - weighed(base).netFixesPer1000!, netFixesGain, 1),
        around(expected(own).f1 - expected(base).f1, expectedF1Gain, 3),
        ...[String(won), String(lost), signTest(won, lost).toFixed(4)],
      ],
    ])
  })

  it('are those of a search', () => {
    const judged = own.flatMap(({ gold, answer }, i) =>
      gold.relevant ? [{ gold, texts: [gold.query, base[i]!.answer.applied, answer.applied, gold.golds[0]!] }] : [],
    )
    const found = (i: number) => judged.map(({ gold, texts }) => ({ hits: finds(texts[i]!), relevant: gold.relevant! }))
    const recall = (i: number) =>
      found(i).reduce(
        (sum, { hits, relevant }) => sum + relevant.filter((id) => hits.includes(id)).length / relevant.length,
        0,
      ) / judged.length
    const empty = (i: number) => found(i).filter(({ hits }) => hits.length === 0)
    const { raw, gold, systems: searched, comparisons } = set.search!
    const won = (i: number) => (recall(i) - recall(0)) / (recall(3) - recall(0))
    expect(recall(3)).toBeGreaterThan(recall(0))
    const estimates = [raw, ...searched, gold]
    expect(tables.get('searched with | recall@24')).toEqual(
      ['as typed', 'base', 'own', 'gold'].map((label, i) => [
        label,
        shareAround(recall(i), estimates[i]!.recallAt24),
        counted(empty(i), judged),
        i === 1 || i === 2 ? shareAround(won(i), searched[i - 1]!.recallWonBack) : '',
      ]),
    )
    const only = (i: number, other: number) =>
      found(i).filter(({ hits }, at) => hits.length === 0 && found(other)[at]!.hits.length > 0).length
    expect(tables.get('against the baseline | recall@24, points gained')).toEqual([
      [
        'own against base',
        around(recall(2) - recall(1), comparisons[0]!.recallAt24Gain, 1, 100),
        ...[String(only(2, 1)), String(only(1, 2)), signTest(only(2, 1), only(1, 2)).toFixed(4)],
      ],
    ])
  })

  it('are those of slices, by system', () => {
    const popular = popularity(own)
    const rows = set.systems[0]!.slices.flatMap(({ key }) =>
      indices.map((i) => {
        const members = both[i].filter((row, at) => [...sliceKeys(row), popular[at]!].includes(key))
        const { accuracy, falseCorrectionRate, precision, recall, bestReadingAccuracy } = rates(members)
        const others = form === 'page' ? [falseCorrectionRate, precision, recall] : [falseCorrectionRate, precision]
        return [
          ...[`${key} (${members.length})`, labels[i], rate(accuracy)],
          ...[...others, bestReadingAccuracy].map(({ hits, n }) => counted({ length: hits }, { length: n })),
        ]
      }),
    )
    expect(rows.length).toBeGreaterThan(30)
    expect(tables.get('slice (n) | system')).toEqual(rows)
  })

  it('are those of verdicts, calibration, latency and cost', () => {
    const shown = form === 'page' ? ([1] as const) : indices
    const bad = own.filter((row) => !isClean(row)).length
    expect(tables.get('verdict | right as typed')).toEqual(
      shown.flatMap((i) =>
        (['keep', 'suggest', 'rewrite'] as const).map((verdict) => {
          const given = both[i].filter(({ answer }) => answer.verdict === verdict)
          const misspelled = given.filter((row) => !isClean(row))
          const right = misspelled.filter(readRight).length
          const title = form === 'page' ? verdict : `set 0 ${labels[i]}: ${verdict}`
          return [title, ...[given.length - misspelled.length, right, misspelled.length - right].map(String)]
        }),
      ),
    )
    const hundredths = (share: number) => `${(100 * share).toFixed(2)} %`
    expect(tables.get('expected calibration error | answers')).toEqual(
      indices.toReversed().map((i) => {
        const all = calibration(both[i])!
        const corrections = calibration(both[i].filter(({ gold, answer }) => !same(answer.corrected, gold.query)))!
        const weight = (row: Row) => (isClean(row) ? (1 - share) / (own.length - bad) : share / bad)
        const atShare = calibration(both[i], weight)!
        const ofAll = [String(all.n), hundredths(all.error), hundredths(atShare.error)]
        return [`set 0 ${labels[i]}`, ...ofAll, String(corrections.n), hundredths(corrections.error)]
      }),
    )
    expect(tables.get('set and system | n')).toEqual(
      indices.map((i) => {
        const asked = new Map(both[i].map(({ gold, answer }) => [`${gold.query} ${gold.locale}`, answer.milliseconds]))
        const times = [...asked.values()].sort((a, b) => a - b)
        const hours = ((times.reduce((sum, ms) => sum + ms, 0) / times.length) * 1e6) / 3_600_000
        const percentiles = [50, 95, 99].map((percent) => nearestRank(times, percent).toFixed(2))
        return [
          `set 0 ${labels[i]}`,
          String(times.length),
          ...percentiles,
          hours.toFixed(2),
          (hours * price).toFixed(3),
        ]
      }),
    )
  })
})

it('has an operating map in Markdown, with what each threshold would have done', () => {
  const rows = markdown.get('rewrite at | set 0: exact / broken')!
  expect(rows.filter(([at]) => at!.endsWith('(in force)')).map(([at]) => at)).toEqual(['0.600 (in force)'])
  expect(rows.length).toBeGreaterThan(10)
  for (const [at, exact, net] of rows) {
    const moved = rewriting(own, Number(at!.split(' ')[0]))
    const { accuracy, falseCorrectionRate } = rates(moved)
    const broken = counted({ length: counts(moved).broken }, { length: falseCorrectionRate.n })
    expect(exact).toBe(`${one(accuracy.hits / accuracy.n)} % / ${broken}`)
    expect(net).toBe(weighed(moved).netFixesPer1000!.toFixed(1))
  }
})

it('counts in the page what each system broke and missed', () => {
  const texts = (section: string) =>
    [...parsePage(page).querySelectorAll(`#${section} summary`)].map(({ textContent }) => textContent)
  const missed = (rows: readonly Row[]) => counts(rows).miscorrected + counts(rows).missed
  expect(texts('false-corrections')).toEqual([`own: ${counts(own).broken}`, `base: ${counts(base).broken}`])
  expect(texts('misses')).toEqual([`own: ${missed(own)}`, `base: ${missed(base)}`])
})
