import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { GoldCase } from './gold.ts'
import type { Report } from './report.ts'
import { caseOf, rowsOf, run, systemOf, table } from './testing/audited.ts'
import {
  expectComparison,
  expectNear,
  expectRate,
  expectRates,
  expectSearch,
  expectSystem,
} from './testing/expect-report.ts'
import { counts, isClean, rates, rewriting, weighed } from './testing/recount.ts'

describe('every number of a report', () => {
  it('agrees with a second count from the bare answers', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(caseOf, { minLength: 1, maxLength: 40, size: 'max' }),
        table,
        table,
        async (cases, first, second) => {
          const systems = [systemOf('base', first), systemOf('own', second)]
          const report = await run([cases], systems)
          const rows = [await rowsOf(cases, systems[0]!), await rowsOf(cases, systems[1]!)]
          const set = report.sets[0]!
          expect([set.n, set.clean]).toEqual([cases.length, rows[0]!.filter(isClean).length])
          expect(set.misspelled).toBe(set.n - set.clean)
          set.systems.forEach((found, s) => expectSystem(found, rows[s]!))
          expect(set.comparisons.map(({ system, baseline }) => [system, baseline])).toEqual([['own', 'base']])
          expectComparison(set.comparisons[0]!, rows[1]!, rows[0]!)
          expect(set.search === undefined).toBe(cases.every(({ relevant }) => relevant === undefined))
          if (set.search) expectSearch(set.search, rows)
          expect(report.operatingMap.points.filter(({ isInForce }) => isInForce)).toMatchObject([{ rewriteAt: 0.6 }])
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

  it('agrees for several files together, of which each query counts as often as in the file that has it most often', async () => {
    const plain = caseOf.map(({ query, golds, isBrand, frequency }) => ({ query, golds, isBrand, frequency }))
    const file = fc.array(plain as typeof caseOf, { minLength: 1, maxLength: 20 })
    await fc.assert(
      fc.asyncProperty(file, file, table, async (first, second, given) => {
        const system = systemOf('own', given)
        const [all, ...each] = (await run([first, second], [system])).sets
        const lines = (cases: readonly GoldCase[]) =>
          cases.map(({ query, golds }) => JSON.stringify([query, [...golds].sort()]))
        const [ours, theirs] = [lines(first), lines(second)]
        const often = (line: string, among: readonly string[]) => among.filter((other) => other === line).length
        const pooled = [...new Set([...ours, ...theirs])].flatMap((line) => {
          const gold = [...first, ...second][[...ours, ...theirs].indexOf(line)]!
          return Array.from({ length: Math.max(often(line, ours), often(line, theirs)) }, () => gold)
        })
        for (const [set, cases] of [
          [all!, pooled],
          [each[0]!, first],
          [each[1]!, second],
        ] as const) {
          const rows = await rowsOf(cases, system)
          expect(set.n).toBe(rows.length)
          expect(set.systems[0]!.counts).toEqual(counts(rows))
          expectRates(set.systems[0]!.measures, rows)
        }
      }),
      { numRuns: 4, endOnFailure: true },
    )
  })

  it('is the same in a second run, but for latency and cost', async () => {
    const [cases, given] = fc.sample(fc.tuple(fc.array(caseOf, { minLength: 10, maxLength: 14 }), table), {
      numRuns: 1,
      seed: 3,
    })[0]!
    const slower = given.map((one) => ({ ...one, milliseconds: one.milliseconds + 7 }))
    const [first, second] = [
      await run([cases], [systemOf('own', given)]),
      await run([cases], [systemOf('own', slower)]),
    ]
    const timeless = (report: Report) =>
      JSON.stringify(report, (key, value: unknown) => (key === 'latencyMs' || key === 'cost' ? undefined : value))
    expect(timeless(second)).toBe(timeless(first))
    expect(JSON.stringify(second)).not.toBe(JSON.stringify(first))
  })
})
