import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sortTexts } from './sort-texts.ts'

describe('sortTexts', () => {
  it('orders texts as strings compare, and equal ones by their numbers', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', 'z', '\uffff', '😀'), maxLength: 5 })
    fc.assert(
      fc.property(fc.array(text, { maxLength: 200, size: 'max' }), (texts) => {
        const units = Uint16Array.from(
          [...texts.join('')].flatMap((code) => code.split('')),
          (unit) => unit.charCodeAt(0),
        )
        const starts = Uint32Array.from([0, ...texts], (_, i) => texts.slice(0, i).join('').length)
        const expected = texts
          .map((own, i) => ({ own, i }))
          .sort((a, b) => (a.own < b.own ? -1 : a.own > b.own ? 1 : a.i - b.i))
        expect([...sortTexts(units, starts)]).toEqual(expected.map(({ i }) => i))
      }),
      { numRuns: 60 },
    )
  })
})
