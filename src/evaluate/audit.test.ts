import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { evaluate } from './evaluate.ts'
import type { CatalogTraits, GoldCase } from './gold.ts'
import { createProductSearchBuilder } from './product-search.ts'
import type { Estimate, Report } from './report.ts'
import type { Answer, System } from './system.ts'

// Every number of a report, counted again from the bare answers by code that shares nothing with what is measured. Ends of bootstrap
// intervals are drawn at random; bootstrap.test.ts and comparison.test.ts hold them against closed forms and plain resampling.

const share = 0.12
const price = 0.05
const words = ['nike', 'nkie', 'puma', 'red bull', 'redbull', 'nike 90', 'a b c d e f']
const titles = ['nike shoes', 'nike 90 mug', 'red bull can', 'puma', 'puma cap', 'bull']
const same = (a: string, b: string) => a.toLowerCase().trim() === b.toLowerCase().trim()
const ratio = (hits: number, n: number) => (n === 0 ? null : hits / n)

/** Wilson 1927, from the quadratic equation that its ends solve. */
function wilson(hits: number, n: number) {
  if (n === 0) return { low: null, high: null }
  const z2 = 1.959963984540054 ** 2
  const [a, b, c] = [1 + z2 / n, -2 * (hits / n) - z2 / n, (hits / n) ** 2]
  const root = Math.sqrt(Math.max(0, b * b - 4 * a * c))
  return { low: Math.max(0, (-b - root) / (2 * a)), high: Math.min(1, (-b + root) / (2 * a)) }
}

/** The textbook recursion. */
function osa(a: string, b: string): number {
  const memo = new Map<string, number>()
  const at = (i: number, j: number): number => {
    if (i === 0 || j === 0) return i + j
    const key = `${i} ${j}`
    const known = memo.get(key)
    if (known !== undefined) return known
    let least = Math.min(at(i - 1, j) + 1, at(i, j - 1) + 1, at(i - 1, j - 1) + Number(a[i - 1] !== b[j - 1]))
    if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) least = Math.min(least, at(i - 2, j - 2) + 1)
    memo.set(key, least)
    return least
  }
  return at(a.length, b.length)
}

interface Row {
  readonly gold: GoldCase
  readonly answer: Answer
  readonly traits: CatalogTraits
}

const isClean = ({ gold }: Row) => gold.golds.some((one) => same(one, gold.query))
const isRight = ({ gold }: Row, text: string) => gold.golds.some((one) => same(one, text))
const isChanged = ({ gold, answer }: Row) => !same(answer.applied, gold.query)

function counts(rows: readonly Row[]) {
  const count = (test: (row: Row) => boolean) => rows.filter(test).length
  const right = (row: Row) => isRight(row, row.answer.applied)
  return {
    kept: count((row) => isClean(row) && !isChanged(row)),
    rephrased: count((row) => isClean(row) && isChanged(row) && right(row)),
    broken: count((row) => isClean(row) && !right(row)),
    fixed: count((row) => !isClean(row) && right(row)),
    miscorrected: count((row) => !isClean(row) && isChanged(row) && !right(row)),
    missed: count((row) => !isClean(row) && !isChanged(row)),
  }
}

function rates(rows: readonly Row[]) {
  const of = (all: readonly Row[], test: (row: Row) => boolean) => ({ hits: all.filter(test).length, n: all.length })
  const right = (row: Row) => isRight(row, row.answer.applied)
  const readRight = (row: Row) => isRight(row, row.answer.corrected)
  return {
    accuracy: of(rows, right),
    falseCorrectionRate: of(rows.filter(isClean), (row) => !right(row)),
    precision: of(rows.filter(isChanged), right),
    recall: of(
      rows.filter((row) => !isClean(row)),
      right,
    ),
    bestReadingAccuracy: of(rows, readRight),
  }
}

function expectRates(found: Readonly<Record<string, unknown>>, rows: readonly Row[]) {
  for (const [name, { hits, n }] of Object.entries(rates(rows))) expectRate(found[name], hits, n)
}

function expectRate(found: unknown, hits: number, n: number) {
  const { low, high } = wilson(hits, n)
  const { value, ...rest } = found as Estimate & { hits: number; n: number }
  expect({ hits: rest.hits, n: rest.n }).toEqual({ hits, n })
  expectNear(value, ratio(hits, n))
  expectNear(rest.low, low)
  expectNear(rest.high, high)
}

function expectNear(found: number | null, wanted: number | null) {
  if (wanted === null || Number.isNaN(wanted)) expect(found).toBeNull()
  else expect(found).toBeCloseTo(wanted, 9)
}

/** Of a few classes, weighed as if `share` of the queries were misspelled. */
function weighed(rows: readonly Row[]) {
  const c = counts(rows)
  const [clean, bad] = [c.kept + c.rephrased + c.broken, c.fixed + c.miscorrected + c.missed]
  const f = (precision: number, recall: number) =>
    precision + recall === 0 ? 0 : (1.25 * precision * recall) / (0.25 * precision + recall)
  const changed = c.fixed + c.rephrased + c.broken + c.miscorrected
  const per = (n: number, of: number, part: number) => (part * n) / of
  const gained = per(c.fixed, bad, share) + per(c.rephrased, clean, 1 - share)
  const moved = gained + per(c.miscorrected, bad, share) + per(c.broken, clean, 1 - share)
  const defined = clean > 0 && bad > 0
  return {
    f05: bad === 0 ? null : changed === 0 ? 0 : f((c.fixed + c.rephrased) / changed, c.fixed / bad),
    f05AtShare: !defined ? null : moved === 0 ? 0 : f(gained / moved, c.fixed / bad),
    netFixesPer1000: defined ? 1000 * ((share * c.fixed) / bad - ((1 - share) * c.broken) / clean) : null,
  }
}

function expected(rows: readonly Row[]) {
  const each = rows.map(({ gold, answer }) => {
    const right = [...new Set(gold.golds.map((one) => one.toLowerCase().trim()))]
    const given = answer.candidates ?? [{ text: answer.corrected, probability: 1 }]
    const total = given.reduce((sum, { probability }) => sum + probability, 0)
    const mass = given.filter(({ text }) => right.some((one) => same(one, text)))
    return {
      precision: mass.reduce((sum, { probability }) => sum + probability, 0) / total,
      recall: right.filter((one) => given.some(({ text }) => same(one, text))).length / right.length,
    }
  })
  const mean = (key: 'precision' | 'recall') => each.reduce((sum, one) => sum + one[key], 0) / each.length
  const [precision, recall] = [mean('precision'), mean('recall')]
  return { precision, recall, f1: precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall) }
}

/** Answers as they would be, rewriting from a confidence on. */
const rewriting = (rows: readonly Row[], from: number): readonly Row[] =>
  rows.map((row) => {
    const { corrected, confidence, isHeld } = row.answer
    return { ...row, answer: { ...row.answer, applied: !isHeld && confidence >= from ? corrected : row.gold.query } }
  })

function calibration(rows: readonly Row[]) {
  const given = rows
    .filter(({ answer }) => answer.confidence >= 0)
    .map((row) => ({ p: row.answer.confidence, y: Number(isRight(row, row.answer.corrected)) }))
    .sort((a, b) => a.p - b.p || a.y - b.y)
  if (given.length === 0) return undefined
  const bins = Math.min(10, given.length)
  const members = (bin: number) => given.filter((_, i) => Math.floor(((i + 1) * bins - 1) / given.length) === bin)
  let error = 0
  for (let bin = 0; bin < bins; bin++)
    error += Math.abs(members(bin).reduce((sum, { p, y }) => sum + p - y, 0)) / given.length
  return { n: given.length, error }
}

/** Twice the smaller tail of Bin(n, 1/2), at most 1. */
function signTest(b: number, c: number): number {
  const choose = (n: number, k: number): number => (k === 0 ? 1 : (choose(n, k - 1) * (n - k + 1)) / k)
  let tail = 0
  for (let k = 0; k <= Math.min(b, c); k++) tail += choose(b + c, k)
  return Math.min(1, (2 * tail) / 2 ** (b + c))
}

const nearestRank = (sorted: readonly number[], percent: number) =>
  sorted.find((_, i) => 100 * (i + 1) >= percent * sorted.length)!

/** Keys of the slices that a row is in, but for popularity, which depends on all of them. */
function sliceKeys({ gold, traits }: Row): readonly string[] {
  const edits = Math.min(...gold.golds.map((one) => osa(gold.query.toLowerCase(), one.toLowerCase())))
  const terms = gold.query.split(' ').length
  return [
    ...(gold.isBrand ? ['brand=yes'] : []),
    ...(traits.novelty ? [`novelty=${traits.novelty}`] : []),
    ...(gold.slice ? [`slice=${gold.slice}`] : []),
    `edits=${edits >= 3 ? '3+' : edits}`,
    `length=${terms >= 5 ? '5+' : terms}`,
    `numbers=${/\d/.test(gold.query) ? 'yes' : 'no'}`,
    ...(gold.locale ? [`locale=${gold.locale}`] : []),
    ...(gold.area ? [`area=${gold.area}`] : []),
    `terms=${traits.isInCatalog ? 'all_in_catalog' : 'some_unknown'}`,
  ]
}

function popularity(rows: readonly Row[]): readonly string[] {
  const total = rows.reduce((sum, { gold }) => sum + gold.frequency!, 0)
  return rows.map(({ gold }) => {
    const more = rows.reduce((sum, row) => sum + (row.gold.frequency! > gold.frequency! ? row.gold.frequency! : 0), 0)
    return `popularity=${more / total < 0.5 ? 'head' : more / total < 0.9 ? 'torso' : 'tail'}`
  })
}

function expectSystem(found: Report['sets'][number]['systems'][number], rows: readonly Row[]) {
  const { measures } = found
  expect(found.counts).toEqual(counts(rows))
  expectRates(measures, rows)
  const suggested = rows.filter(({ answer }) => answer.verdict === 'suggest')
  expectRate(measures.suggestRate, suggested.length, rows.length)
  expectRate(
    measures.suggestPrecision,
    suggested.filter((row) => isRight(row, row.answer.corrected)).length,
    suggested.length,
  )
  for (const [name, value] of Object.entries(weighed(rows)))
    expectNear(measures[name as 'f05' | 'f05AtShare' | 'netFixesPer1000'].value, value)
  const e = expected(rows)
  expectNear(measures.expectedPrecision.value, e.precision)
  expectNear(measures.expectedRecall.value, e.recall)
  expectNear(measures.expectedF1.value, e.f1)

  const popular = popularity(rows)
  const keys = new Set(rows.flatMap((row, i) => [...sliceKeys(row), popular[i]!]))
  const slices = found.slices.filter(({ key }) => !key.startsWith('errors='))
  expect(slices.map(({ key }) => key).sort()).toEqual([...keys].sort())
  for (const slice of slices) {
    const own = rows.filter((row, i) => [...sliceKeys(row), popular[i]!].includes(slice.key))
    expect(slice.n).toBe(own.length)
    expectRates(slice as unknown as Record<string, unknown>, own)
  }
  const byError = found.slices.filter(({ key }) => key.startsWith('errors='))
  expect(byError.reduce((sum, { n }) => sum + n, 0)).toBe(rows.length)

  for (const { at, precision, recall } of found.precisionRecall) {
    const own = rates(rewriting(rows, at))
    expect([precision, recall]).toEqual([
      ratio(own.precision.hits, own.precision.n),
      ratio(own.recall.hits, own.recall.n),
    ])
  }
  for (const { at, fixed, miscorrected, broken } of found.operation!.steps) {
    const own = counts(rewriting(rows, at))
    expect({ fixed, miscorrected, broken }).toEqual({
      fixed: own.fixed,
      miscorrected: own.miscorrected,
      broken: own.broken,
    })
  }
  for (const { verdict, clean, right, wrong } of found.operation!.verdicts) {
    const own = rows.filter(({ answer }) => answer.verdict === verdict)
    const bad = own.filter((row) => !isClean(row))
    const hit = bad.filter((row) => isRight(row, row.answer.corrected)).length
    expect([clean, right, wrong]).toEqual([own.length - bad.length, hit, bad.length - hit])
  }
  for (const [key, own] of [
    ['all', rows],
    ['corrections', rows.filter(({ gold, answer }) => !same(answer.corrected, gold.query))],
  ] as const) {
    const wanted = calibration(own)
    expect(found.calibration[key]?.n).toBe(wanted?.n)
    if (wanted) expect(found.calibration[key]!.expectedCalibrationError).toBeCloseTo(wanted.error, 9)
  }
  expect(found.degraded).toBe(rows.filter(({ answer }) => answer.isDegraded).length)
  expect(found.searched).toEqual(
    rows.map(({ gold, answer }) => (answer.applied === gold.query ? null : answer.applied)),
  )
  expect(found.falseCorrections).toHaveLength(counts(rows).broken)
  expect(found.misses).toHaveLength(counts(rows).miscorrected + counts(rows).missed)

  const times = [
    ...new Map(rows.map(({ gold, answer }) => [`${gold.query} ${gold.locale}`, answer.milliseconds])).values(),
  ]
  const sorted = times.toSorted((a, b) => a - b)
  const [p50, p95, p99] = [50, 95, 99].map((percent) => nearestRank(sorted, percent))
  expect(found.latencyMs).toEqual({ n: times.length, p50, p95, p99 })
  const hours = times.reduce((sum, ms) => sum + ms, 0) / times.length / 3.6
  expect(found.cost!.coreHoursPerMillion).toBeCloseTo(hours, 9)
  expect(found.cost!.perMillion).toBeCloseTo(hours * price, 9)
}

function expectComparison(
  found: Report['sets'][number]['comparisons'][number],
  own: readonly Row[],
  base: readonly Row[],
) {
  const right = (row: Row) => isRight(row, row.answer.applied)
  const onlySystem = own.filter((row, i) => right(row) && !right(base[i]!)).length
  const onlyBaseline = own.filter((row, i) => !right(row) && right(base[i]!)).length
  expect([found.onlySystem, found.onlyBaseline]).toEqual([onlySystem, onlyBaseline])
  expect(found.p).toBeCloseTo(signTest(onlySystem, onlyBaseline), 9)
  expectNear(found.accuracyGain.value, (onlySystem - onlyBaseline) / own.length)
  const [gain, before] = [weighed(own).netFixesPer1000, weighed(base).netFixesPer1000]
  expectNear(found.netFixesGain.value, gain === null || before === null ? null : gain - before)
}

/** Titles that share a word with the text: with so few, rank does not matter to the first 24. */
function finds(text: string): readonly string[] {
  return titles.flatMap((title, i) =>
    title.split(' ').some((word) => text.split(' ').includes(word)) ? [`p${i}`] : [],
  )
}

function expectSearch(found: NonNullable<Report['sets'][number]['search']>, bySystem: readonly (readonly Row[])[]) {
  const judged = bySystem[0]!.flatMap(({ gold }, at) => (gold.relevant ? [{ gold, at }] : []))
  const recallOf = (textOf: (gold: GoldCase, at: number) => string) => {
    const each = judged.map(({ gold, at }) => {
      const hits = finds(textOf(gold, at))
      return { hits, recall: gold.relevant!.filter((id) => hits.includes(id)).length / gold.relevant!.length }
    })
    return {
      recall: each.reduce((sum, { recall }) => sum + recall, 0) / each.length,
      empty: each.filter(({ hits }) => hits.length === 0).length,
    }
  }
  const raw = recallOf(({ query }) => query)
  const gold = recallOf(({ golds }) => golds[0]!)
  expect(found.n).toBe(judged.length)
  for (const [figures, own] of [
    [found.raw, raw],
    [found.gold, gold],
  ] as const) {
    expectNear(figures.recallAt24.value, own.recall)
    expectRate(figures.zeroResultRate, own.empty, judged.length)
  }
  found.systems.forEach((figures, s) => {
    const own = recallOf((_, at) => bySystem[s]![at]!.answer.applied)
    expectNear(figures.recallAt24.value, own.recall)
    expectRate(figures.zeroResultRate, own.empty, judged.length)
    const won = gold.recall > raw.recall + 1e-12 ? (own.recall - raw.recall) / (gold.recall - raw.recall) : null
    if (Math.abs(gold.recall - raw.recall) > 1e-12 || won === null) expectNear(figures.recallWonBack.value, won)
  })
}

const word = fc.constantFrom(...words)
const caseOf = fc.record(
  {
    query: word,
    golds: fc.uniqueArray(word, { minLength: 1, maxLength: 2 }),
    isBrand: fc.boolean(),
    frequency: fc.constantFrom(1, 2, 5, 20),
    slice: fc.constantFrom('a', 'b'),
    area: fc.constantFrom('x', 'y'),
    locale: fc.constantFrom('de', 'en'),
    relevant: fc.uniqueArray(fc.constantFrom('p0', 'p2', 'p3', 'p5'), { minLength: 1 }),
  },
  { requiredKeys: ['query', 'golds', 'isBrand', 'frequency'] },
) as fc.Arbitrary<GoldCase>
const answers = fc.record({
  corrected: word,
  verdict: fc.constantFrom('keep' as const, 'suggest' as const, 'rewrite' as const),
  confidence: fc.oneof(
    fc.integer({ min: 0, max: 20 }).map((n) => n / 20),
    fc.constant(NaN),
  ),
  milliseconds: fc.integer({ min: 1, max: 90 }),
  isHeld: fc.boolean(),
  isDegraded: fc.boolean(),
  rest: fc.uniqueArray(word, { maxLength: 2 }),
})
type Given = typeof answers extends fc.Arbitrary<infer Value> ? Value : never

function systemOf(label: string, given: readonly Given[]): System {
  return {
    label,
    thresholds: { suggestAt: 0.3, rewriteAt: 0.6 },
    async answer(query) {
      const { rest, ...own } = given[words.indexOf(query)]!
      const others = rest.filter((text) => text !== own.corrected).map((text) => ({ text, probability: 0.2 }))
      const candidates = [{ text: own.corrected, probability: 0.6 }, ...others]
      return { ...own, applied: own.verdict === 'rewrite' ? own.corrected : query, candidates }
    },
  }
}

const traitsOf = async ({ query, isBrand }: GoldCase): Promise<CatalogTraits> => ({
  isInCatalog: query.length % 2 === 0,
  productShare: 0.1,
  ...(isBrand ? { novelty: query.includes('n') ? ('seen' as const) : ('novel' as const) } : {}),
})

function run(cases: readonly GoldCase[], systems: readonly System[]): Promise<Report> {
  const builder = createProductSearchBuilder()
  titles.forEach((title, i) => builder.add({ id: `p${i}`, title }))
  return evaluate({
    sets: [{ name: 'set', cases }],
    misspelledShare: share,
    failures: 1000,
    pricePerCoreHour: price,
    settings: {},
    openSystems: async () => ({ systems, traitsOf, close: async () => undefined }),
    openSearch: async () => builder.finish(),
  })
}

const table = fc.array(answers, { minLength: words.length, maxLength: words.length })

describe('every number of a report', () => {
  it('agrees with a second count from the bare answers', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(caseOf, { minLength: 1, maxLength: 40, size: 'max' }),
        table,
        table,
        async (cases, first, second) => {
          const systems = [systemOf('base', first), systemOf('own', second)]
          const report = await run(cases, systems)
          const rowsOf = async (system: System) =>
            Promise.all(
              cases.map(async (gold) => ({
                gold,
                answer: await system.answer(gold.query),
                traits: await traitsOf(gold),
              })),
            )
          const rows = [await rowsOf(systems[0]!), await rowsOf(systems[1]!)]
          const set = report.sets[0]!
          expect([set.n, set.clean]).toEqual([cases.length, rows[0]!.filter(isClean).length])
          expect(set.misspelled).toBe(set.n - set.clean)
          set.systems.forEach((found, s) => expectSystem(found, rows[s]!))
          expect(set.comparisons.map(({ system, baseline }) => [system, baseline])).toEqual([['own', 'base']])
          expectComparison(set.comparisons[0]!, rows[1]!, rows[0]!)
          expect(set.search === undefined).toBe(cases.every(({ relevant }) => relevant === undefined))
          if (set.search) expectSearch(set.search, rows)
          for (const { rewriteAt, sets } of report.operatingMap.points) {
            const moved = rewriting(rows[1]!, rewriteAt)
            const own = rates(moved)
            for (const name of ['accuracy', 'recall', 'falseCorrectionRate'] as const)
              expectRate(sets[0]![name], own[name].hits, own[name].n)
            expectNear(sets[0]!.netFixesPer1000, weighed(moved).netFixesPer1000)
          }
        },
      ),
      { numRuns: 4, endOnFailure: true },
    )
  })

  it('is the same in a second run, but for latency and cost', async () => {
    const [cases, given] = fc.sample(fc.tuple(fc.array(caseOf, { minLength: 10, maxLength: 14 }), table), {
      numRuns: 1,
      seed: 3,
    })[0]!
    const slower = given.map((one) => ({ ...one, milliseconds: one.milliseconds + 7 }))
    const [first, second] = [await run(cases, [systemOf('own', given)]), await run(cases, [systemOf('own', slower)])]
    const timeless = (report: Report) =>
      JSON.stringify(report, (key, value: unknown) => (key === 'latencyMs' || key === 'cost' ? undefined : value))
    expect(timeless(second)).toBe(timeless(first))
    expect(JSON.stringify(second)).not.toBe(JSON.stringify(first))
  })
})
