import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { gramId, gramsOf } from './grams.ts'

describe('gramsOf', () => {
  it('lists the 2- and 3-grams with their borders', () => {
    expect(gramsOf('abc').sort()).toEqual(['^a', '^ab', 'ab', 'abc', 'bc', 'bc$', 'c$'].sort())
    expect(gramsOf('a').sort()).toEqual(['^a', '^a$', 'a$'].sort())
  })

  it('is empty for an empty form', () => {
    expect(gramsOf('')).toEqual([])
  })

  it('names each gram once, and cuts no code point in two', () => {
    expect(gramsOf('aaaa')).toHaveLength(new Set(gramsOf('aaaa')).size)
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', 'b', 'é', 'ж', '𝒜', '😀'), minLength: 1, maxLength: 12 }),
        (form) => {
          const grams = gramsOf(form)
          expect(new Set(grams).size).toBe(grams.length)
          for (const gram of grams) {
            expect([...gram].length).toBeGreaterThanOrEqual(2)
            expect([...gram].length).toBeLessThanOrEqual(3)
            expect(`^${form}$`).toContain(gram)
          }
        },
      ),
    )
  })
})

describe('gramId', () => {
  it('is the same in every process, as it is written into index files', () => {
    const ids = ['^n', 'ni', 'nik', 'e$'].map(gramId)
    expect(ids).toEqual([...ids].map((id) => id >>> 0))
    expect(new Set(ids).size).toBe(4)
    expect(gramId('ni')).toBe(3434918993)
  })
})
