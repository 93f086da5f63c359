import { describe, expect, it } from 'vitest'
import { parsePage } from '../report/dom.ts'
import { evaluate } from './evaluate.ts'
import type { GoldCase } from './gold.ts'
import { renderHtml } from './html.ts'
import { renderMarkdown } from './markdown.ts'
import { createProductSearchBuilder } from './product-search.ts'
import { searchTable } from './search-tables.ts'
import { doNothing } from './system.ts'
import { scripted } from './testing.ts'
import { checkThresholds, parseThresholds } from './thresholds.ts'

const builder = createProductSearchBuilder()
for (const [id, title] of Object.entries({ 1: 'Nike Shoes', 2: 'Red Towel' })) builder.add({ id, title })
const judged: readonly GoldCase[] = [
  { query: 'nkie', golds: ['nike'], isBrand: true, relevant: ['1'] },
  { query: 'towl', golds: ['towel'], isBrand: false, relevant: ['2'] },
]
const asTyped: readonly GoldCase[] = [{ query: 'nike', golds: ['nike'], isBrand: true, relevant: ['1', '7'] }]
const reportOf = (cases: readonly GoldCase[]) =>
  evaluate({
    sets: [{ name: 'judged.tsv', cases }],
    openSystems: async () => ({
      systems: [doNothing, scripted('context', { nkie: ['nike', 'rewrite', 1] })],
      close: async () => undefined,
    }),
    openSearch: async () => builder.finish(),
    misspelledShare: 0.12,
    failures: 5,
    pricePerCoreHour: 0.05,
    settings: {},
  })
const report = await reportOf(judged)
const unjudged = await reportOf(judged.map(({ query, golds, isBrand }) => ({ query, golds, isBrand })))
const clean = await reportOf(asTyped)
/** As in Markdown, with any interval. */
const row = (...cells: readonly string[]) =>
  new RegExp(
    `^\\| ${cells.map((cell) => cell.replaceAll('|', '\\|').replace('[]', '\\[-?[\\d.]+, [\\d.]+\\]')).join(' \\| ')} \\|$`,
    'm',
  )

describe('searchSection', () => {
  it('stands in the report of a set that holds judgements, and only there', () => {
    const markdown = renderMarkdown(report, [], 'now')
    expect(markdown).toContain('### Does it help search?')
    expect(markdown).toContain('for the 2 queries with judged products (2 products, all in the catalog).')
    expect(markdown).toMatch(row('as typed', '0.0 % []', '100.0 % 2/2', ''))
    expect(markdown).toMatch(row('nothing', '0.0 % []', '100.0 % 2/2', '0.0 % []'))
    expect(markdown).toMatch(row('context', '50.0 % []', '50.0 % 1/2', '50.0 % []'))
    expect(markdown).toMatch(row('gold', '100.0 % []', '0.0 % 0/2', ''))
    // 0 of 2 and 2 of 2 say little
    expect(report.sets[0]!.search!.raw.recallAt24.high).toBeGreaterThan(0.5)
    expect(report.sets[0]!.search!.gold.recallAt24.low).toBeLessThan(0.5)
    expect(renderMarkdown(unjudged, [], 'now')).not.toContain('Does it help search?')
    expect(unjudged.sets[0]).not.toHaveProperty('search')
  })

  it('counts what the catalog lacks, and has a dash where no recall was lost', () => {
    const markdown = renderMarkdown(clean, [], 'now')
    expect(markdown).toContain('for the 1 queries with judged products (2 products, 1 not in the catalog).')
    expect(markdown).toMatch(row('context', '50.0 % []', '0.0 % 0/1', '–'))
  })

  it('compares with the baseline, in the page too, where there is one', async () => {
    const set = report.sets[0]!
    const wanted = ['nothing against context', '-50.0 []', '1', '0', '1.0000'] as const
    expect(renderMarkdown(report, [], 'now')).toMatch(row(...wanted))
    const cells = [...parsePage(await renderHtml(report, [], 'now')).querySelectorAll('#search tr:last-child > *')]
    expect(
      `| ${cells
        .slice(-5)
        .map(({ textContent }) => textContent)
        .join(' | ')} |`,
    ).toMatch(row(...wanted))
    const alone = { ...report, sets: [{ ...set, search: { ...set.search!, comparisons: [] } }] }
    expect(renderMarkdown(alone, [], 'now')).not.toContain('recall@24, points gained')
    expect(await renderHtml(alone, [], 'now')).not.toContain('recall@24, points gained')
  })
})

describe('searchTable', () => {
  it('has a line for each text searched with, and is empty without judgements', () => {
    const intervals = / \[[\d.]+, [\d.]+\]/g
    expect(searchTable(report).replace(intervals, ' []').replace(/ {2,}/g, '  ').split('\n')).toEqual([
      'set / searched with  n  recall@24  no result  recall won back',
      'judged.tsv as typed  2  0.0 %  100.0 %',
      'judged.tsv nothing  2  0.0 %  100.0 %  0.0 % []',
      'judged.tsv context  2  50.0 %  50.0 %  50.0 % []',
      'judged.tsv gold  2  100.0 %  0.0 %',
      '',
    ])
    expect(searchTable(unjudged)).toBe('')
  })
})

describe('checkThresholds', () => {
  it('knows the measures of search, undefined where the set does not define them', () => {
    const limits = { recallAt24: '>=0.5', zeroResultRate: '<=0.4', recallWonBack: '>=0.5' }
    const thresholds = parseThresholds('t.json', JSON.stringify({ '*': { context: limits } }))
    const checked = (one: typeof report) => checkThresholds(one, thresholds).map(({ value, holds }) => [value, holds])
    expect(checked(report)).toEqual([
      [0.5, true],
      [0.5, false],
      [0.5, true],
    ])
    expect(checked(clean)).toEqual([
      [0.5, true],
      [0, true],
      [null, false],
    ])
    expect(checked(unjudged)).toEqual([
      [null, false],
      [null, false],
      [null, false],
    ])
  })

  it('has no slices of them', () => {
    const limits = '{"*": {"context": {"recallWonBack@slice=brand": ">=0.5"}}}'
    expect(() => parseThresholds('t.json', limits)).toThrow('no such measure')
  })
})
