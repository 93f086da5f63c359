import { describe, expect, it } from 'vitest'
import type { GoldCase } from './gold.ts'
import { outcomeOf, type Outcome } from './outcome.ts'
import { createProductSearchBuilder } from './product-search.ts'
import { isJudged, reportSearch } from './report-search.ts'
import { answerOf } from './testing.ts'

const builder = createProductSearchBuilder()
const titles = ['Nike Shoes', 'Nike Socks', 'Red Towel', 'Blue Towels']
titles.forEach((title, i) => builder.add({ id: String(i + 1), title }))
const search = builder.finish()

const gold = (query: string, right: string, relevant?: readonly string[]): GoldCase => ({
  query,
  golds: [right],
  isBrand: false,
  ...(relevant ? { relevant } : {}),
})
const cases = [
  gold('asics', 'asics'),
  gold('nkie', 'nike', ['1', '2']),
  gold('towl', 'towels', ['3', '4']),
  gold('red twel', 'red towel', ['3', 'gone']),
]
const outcomes = (table: Readonly<Record<string, string>>): readonly Outcome[] =>
  cases.map((one) => outcomeOf(one, answerOf(one.query, table[one.query] ?? one.query, 'rewrite', 1)))
const report = (bySystem: Readonly<Record<string, readonly Outcome[]>>, own = cases, baseline?: string) =>
  reportSearch({ name: 'set', cases: own }, new Map(Object.entries(bySystem)), search, baseline)

describe('reportSearch', () => {
  it('measures the judged queries with every text', () => {
    const fixed = outcomes({ nkie: 'nike', towl: 'red' })
    const { raw, gold: right, systems, comparisons, ...counts } = report({ nothing: outcomes({}), fixed })
    expect(comparisons).toEqual([])
    expect(counts).toEqual({ n: 3, products: 5, productsNotInCatalog: 1 })
    // as typed: nothing, nothing, "red" finds 3 of 3 and a product that is gone
    expect(raw.recallAt24.value).toBeCloseTo((0 + 0 + 1 / 2) / 3, 12)
    expect(raw.zeroResultRate).toMatchObject({ hits: 2, n: 3 })
    expect(right.recallAt24.value).toBeCloseTo((1 + 1 + 1 / 2) / 3, 12)
    expect(right.zeroResultRate.hits).toBe(0)
    const [nothing, own] = systems
    expect([nothing!.system, nothing!.recallAt24.value, nothing!.recallWonBack.value]).toEqual([
      'nothing',
      raw.recallAt24.value,
      0,
    ])
    // three queries of which none won anything back leave a doubt that none ever does
    expect(nothing!.recallWonBack).toMatchObject({ low: 0 })
    expect(nothing!.recallWonBack.high).toBeGreaterThan(0.2)
    // "red" for "towels" finds one of two: 1.5 of the 2 lost are won back
    expect(own!.recallAt24.value).toBeCloseTo((1 + 1 / 2 + 1 / 2) / 3, 12)
    expect(own!.zeroResultRate.hits).toBe(0)
    expect(own!.recallWonBack.value).toBeCloseTo(1.5 / 2, 12)
    expect(own!.recallWonBack.low).toBeGreaterThan(0.2)
    expect(own!.recallWonBack.high).toBeLessThanOrEqual(1)
  })

  it('compares each system with the baseline, query by query', () => {
    const fixed = outcomes({ nkie: 'nike', towl: 'red' })
    const worse = outcomes({ nkie: 'nike', 'red twel': 'rde twel' })
    const { comparisons } = report({ nothing: outcomes({}), fixed, worse }, cases, 'nothing')
    expect(comparisons.map(({ recallAt24Gain, ...counts }) => [counts, recallAt24Gain.value])).toEqual([
      [
        { system: 'fixed', baseline: 'nothing', onlySystemEmpty: 0, onlyBaselineEmpty: 2, p: 0.5 },
        expect.closeTo((1 + 1 / 2) / 3, 12),
      ],
      // one more finds something, and one that found something finds nothing
      [
        { system: 'worse', baseline: 'nothing', onlySystemEmpty: 1, onlyBaselineEmpty: 1, p: 1 },
        expect.closeTo((1 - 1 / 2) / 3, 12),
      ],
    ])
  })

  it('makes the interval of a gain narrower by what both systems share', () => {
    const many = Array.from({ length: 100 }, (_, i) => gold(i % 2 ? 'nkie' : 'towl', 'nike', i % 2 ? ['1'] : ['3']))
    const answered = (texts: (i: number) => string) =>
      many.map((one, i) => outcomeOf(one, answerOf(one.query, texts(i), 'rewrite', 1)))
    const half = answered((i) => (i % 4 < 2 ? 'nike' : 'red'))
    const other = answered((i) => (i % 4 < 2 ? 'red' : 'nike'))
    const { comparisons } = report({ base: half, same: half, other }, many, 'base')
    const width = ({ low, high }: { readonly low: number | null; readonly high: number | null }) => high! - low!
    const [same, differing] = comparisons.map(({ recallAt24Gain }) => recallAt24Gain)
    expect([same!.value, differing!.value]).toEqual([0, 0])
    expect(width(same!)).toBeLessThan(width(differing!) / 3)
    expect(width(same!)).toBeGreaterThan(0)
  })

  it('leaves the share won back undefined where the gold finds no more than what was typed', () => {
    const right = [gold('nike', 'nike', ['1', '2'])]
    const same = right.map((one) => outcomeOf(one, answerOf('nike', 'towel', 'rewrite', 1)))
    const { systems, raw } = report({ broken: same }, right)
    expect(raw.recallAt24).toMatchObject({ value: 1, high: 1 })
    expect(raw.recallAt24.low).toBeLessThan(0.7)
    expect(systems[0]!.recallAt24.value).toBe(0)
    expect(systems[0]!.recallWonBack).toEqual({ value: null, low: null, high: null })
  })
})

describe('isJudged', () => {
  it('is true where at least one query has judged products', () => {
    expect(isJudged({ name: 'set', cases })).toBe(true)
    expect(isJudged({ name: 'set', cases: cases.slice(0, 1) })).toBe(false)
  })
})
