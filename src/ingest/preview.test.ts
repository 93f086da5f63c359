import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Name } from '../speller/types.ts'
import { anyString } from '../testing/any-string.ts'
import { compareNames } from './preview.ts'

const name = fc.record({
  text: anyString({ maxLength: 5 }),
  form: fc.string({ unit: fc.constantFrom('a', 'b', ' ', 'ß', '語'), minLength: 1, maxLength: 3 }),
  kind: fc.constantFrom('brand' as const, 'term' as const, 'phrase' as const),
  count: fc.integer({ min: 1, max: 5 }),
  locale: fc.constantFrom('', 'de'),
})
const keyOf = ({ form, locale = '' }: Name) => `${locale}|${form}`
const names = fc
  .uniqueArray(name, { selector: keyOf, maxLength: 60 })
  .map((list): Name[] => list.map(({ locale, ...rest }) => (locale === '' ? rest : { ...rest, locale })))

/** As one would do it in memory. */
function missingFrom(there: readonly Name[], list: readonly Name[]) {
  const known = new Set(there.map(keyOf))
  return list.filter((one) => !known.has(keyOf(one)))
}

describe('compareNames', () => {
  it('says what is gained and lost, however few names are held at once', async () => {
    await fc.assert(
      fc.asyncProperty(names, names, async (before, after) => {
        const preview = await compareNames(before, after, 7)
        if ('unknown' in preview) throw new Error(preview.unknown)
        for (const [difference, missing] of [
          [preview.gained, missingFrom(before, after)],
          [preview.lost, missingFrom(after, before)],
        ] as const) {
          expect(difference.total).toBe(missing.length)
          for (const [kind, count] of Object.entries(difference.byKind))
            expect(count).toBe(missing.filter((one) => one.kind === kind).length)
          const { brands, others } = difference
          for (const [examples, all] of [
            [brands, missing.filter(({ kind }) => kind === 'brand')],
            [others, missing.filter(({ kind }) => kind !== 'brand')],
          ] as const) {
            expect(all).toEqual(expect.arrayContaining([...examples]))
            const counts = all.map(({ count }) => count).sort((a, b) => b - a)
            expect(examples.map(({ count }) => count)).toEqual(counts.slice(0, 10))
          }
        }
      }),
      { numRuns: 60 },
    )
  })
})
