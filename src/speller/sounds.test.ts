import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { soundOf } from './sounds.ts'

describe('soundOf', () => {
  it.each([
    ['vinyl', 'vynal'],
    ['camouflage', 'camoflage'],
    ['linoleum', 'lineulium'],
    ['fluorescent', 'florescent'],
    ['flange', 'phlange'],
    ['kitchen', 'kichen'],
    ['laminate', 'lamanet'],
    ['knife', 'nife'],
    ['screw', 'skrew'],
    ['bridge', 'brige'],
    ['mosaic', 'mosaik'],
    ['accommodate', 'acomodate'],
  ])('hears %s in %s', (intended, typed) => {
    expect(soundOf(typed)).toBe(soundOf(intended))
  })

  it.each([
    ['drill', 'grill'],
    ['paint', 'pain'],
    ['mat', 'nat'],
    ['oil', 'foil'],
    ['ladder', 'latter'],
  ])('tells %s from %s', (a, b) => {
    expect(soundOf(a)).not.toBe(soundOf(b))
  })

  it('is never longer than the term and one letter for each x', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z]{0,12}$/), (term) => {
        expect(soundOf(term).length).toBeLessThanOrEqual(term.length + [...term].filter((c) => c === 'x').length + 1)
      }),
    )
  })
})
