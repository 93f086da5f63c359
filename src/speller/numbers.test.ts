import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { pairForm } from './company.ts'
import { inflectionsOf } from './inflection.ts'
import { bigramForm } from './language-model.ts'
import { acrossNumbers } from './numbers.ts'

const countsOf = (table: Record<string, number>) => ({
  count: (form: string) => table[form] ?? 0,
  zipf: (term: string) => term.length,
  products: 500,
})

describe('acrossNumbers', () => {
  const counts = countsOf({
    vertical: 154,
    blind: 300,
    blinds: 70,
    [pairForm('vertical', 'blind')]: 40,
    [pairForm('vertical', 'blinds')]: 2,
    [bigramForm('vertical', 'blind')]: 30,
    [bigramForm('24', 'blinds')]: 3,
  })
  const numberless = acrossNumbers(counts)

  it('sums what singular and plural are counted', () => {
    expect(numberless.count('blinds')).toBe(370)
    expect(numberless.count(pairForm('vertical', 'blinds'))).toBe(42)
    expect(numberless.count(bigramForm('vertical', 'blinds'))).toBe(30)
    expect(numberless.count(bigramForm('24', 'blind'))).toBe(3)
  })

  it('names the forms that it sums, of terms that the catalog holds', () => {
    expect(numberless.pairForms('vertical', 'blinds').sort()).toEqual(
      [pairForm('vertical', 'blind'), pairForm('vertical', 'blinds')].sort(),
    )
    expect(numberless.bigramForms('verticals', 'shade')).toEqual(['verticals shade', 'vertical shade'])
  })

  it('leaves the language and the size of the catalog as they are', () => {
    expect(numberless.zipf('blinds')).toBe(6)
    expect(numberless.products).toBe(500)
  })

  it('counts a pair at least as often as it is, and just so where no other number is known', () => {
    const term = fc.string({ unit: fc.constantFrom(...'abesy'), minLength: 3, maxLength: 5 })
    fc.assert(
      fc.property(fc.array(fc.tuple(term, term, fc.nat(50)), { maxLength: 12 }), term, term, (rows, a, b) => {
        const table: Record<string, number> = {}
        for (const [first, second, count] of rows) {
          table[first] = table[second] = 1
          table[pairForm(first, second)] = count
        }
        const plain = countsOf(table)
        const pair = acrossNumbers(plain).count(pairForm(a, b))
        expect(pair).toBeGreaterThanOrEqual(plain.count(pairForm(a, b)))
        const unrelated = inflectionsOf(a).every((form) => plain.count(form) === 0)
        if (unrelated && inflectionsOf(b).every((form) => plain.count(form) === 0))
          expect(pair).toBe(plain.count(pairForm(a, b)))
      }),
      { numRuns: 60 },
    )
  })
})
