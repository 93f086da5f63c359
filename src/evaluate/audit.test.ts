import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { evaluate } from './evaluate.ts'
import type { CatalogTraits, GoldCase } from './gold.ts'
import { createProductSearchBuilder } from './product-search.ts'
import type { Report } from './report.ts'
import type { System } from './system.ts'
import { expectComparison, expectNear, expectRate, expectSearch, expectSystem } from './testing/expect-report.ts'
import { isClean, price, rates, rewriting, share, titles, weighed, words } from './testing/recount.ts'

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
