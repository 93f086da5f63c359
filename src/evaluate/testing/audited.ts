import fc from 'fast-check'
import { evaluate } from '../evaluate.ts'
import type { CatalogTraits, GoldCase } from '../gold.ts'
import { createProductSearchBuilder } from '../product-search.ts'
import type { Report } from '../report.ts'
import type { System } from '../system.ts'
import { price, type Row, share, titles, words } from './recount.ts'

// Systems with scripted answers to a few queries, and reports of them, to be counted again.

const word = fc.constantFrom(...words)
export const caseOf = fc.record(
  {
    query: word,
    golds: fc.uniqueArray(word, { minLength: 1, maxLength: 2 }),
    isBrand: fc.boolean(),
    frequency: fc.constantFrom(1, 2, 5, 20),
    slice: fc.constantFrom('a', 'b'),
    area: fc.constantFrom('x', 'y'),
    locale: fc.constantFrom('de', 'en'),
    relevant: fc.uniqueArray(fc.constantFrom('p0', 'p2', 'p3', 'p5', 'p9'), { minLength: 1 }),
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
export type Given = typeof answers extends fc.Arbitrary<infer Value> ? Value : never

export function systemOf(label: string, given: readonly Given[]): System {
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

export const traitsOf = async ({ query, isBrand }: GoldCase): Promise<CatalogTraits> => ({
  isInCatalog: query.length % 2 === 0,
  productShare: 0.1,
  ...(isBrand ? { novelty: query.includes('n') ? ('seen' as const) : ('novel' as const) } : {}),
})

/** Of a set for each list of cases. */
export function run(files: readonly (readonly GoldCase[])[], systems: readonly System[]): Promise<Report> {
  const builder = createProductSearchBuilder()
  titles.forEach((title, i) => builder.add({ id: `p${i}`, title }))
  return evaluate({
    sets: files.map((cases, i) => ({ name: `set ${i}`, cases })),
    misspelledShare: share,
    failures: 1000,
    pricePerCoreHour: price,
    settings: {},
    openSystems: async () => ({ systems, traitsOf, close: async () => undefined }),
    openSearch: async () => builder.finish(),
  })
}

/** What a system answers to each of the words. */
export const table = fc.array(answers, { minLength: words.length, maxLength: words.length })

export async function rowsOf(cases: readonly GoldCase[], system: System): Promise<readonly Row[]> {
  return Promise.all(
    cases.map(async (gold) => ({ gold, answer: await system.answer(gold.query), traits: await traitsOf(gold) })),
  )
}
