import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isRegionalVariant } from './regional.ts'

describe('isRegionalVariant', () => {
  it.each([
    ['colour', 'color'],
    ['moulding', 'molding'],
    ['grey', 'gray'],
    ['tyres', 'tires'],
    ['aluminium', 'aluminum'],
    ['organiser', 'organizer'],
    ['centre', 'center'],
    ['catalogue', 'catalog'],
    ['travelling', 'traveling'],
    ['licence', 'license'],
  ])('is true of %s and %s, either way round', (a, b) => {
    expect(isRegionalVariant(a, b)).toBe(true)
    expect(isRegionalVariant(b, a)).toBe(true)
  })

  it.each([
    ['four', 'for'],
    ['rise', 'size'],
    ['filler', 'filter'],
    ['steal', 'steel'],
    ['mold', 'mole'],
    ['galvanise', 'galvanized'],
  ])('is false of %s and %s', (a, b) => {
    expect(isRegionalVariant(a, b)).toBe(false)
  })

  it('is false of a term and itself, and the same both ways round', () => {
    const term = fc.stringMatching(/^[a-z]{0,10}$/)
    fc.assert(
      fc.property(term, term, (a, b) => {
        expect(isRegionalVariant(a, a)).toBe(false)
        expect(isRegionalVariant(a, b)).toBe(isRegionalVariant(b, a))
      }),
    )
  })
})
