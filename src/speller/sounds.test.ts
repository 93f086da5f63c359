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

  it('is what its patterns give, applied one after the other', () => {
    const patterns: readonly (readonly [RegExp, string])[] = [
      [/^kn|^gn/g, 'n'],
      [/^wr/g, 'r'],
      [/^ps/g, 's'],
      [/tch/g, 'c'],
      [/sch|sh/g, 'x'],
      [/[ts]ion|cian/g, 'xn'],
      [/ch/g, 'c'],
      [/ph/g, 'f'],
      [/gh(?![aeiouy])/g, ''],
      [/gh/g, 'g'],
      [/dg(?=[eiy])/g, 'j'],
      [/g(?=[eiy])/g, 'j'],
      [/c(?=[eiy])/g, 's'],
      [/ck|q|c(?![aeiouy]|$)|c(?=[aou])|c$/g, 'k'],
      [/x/g, 'ks'],
      [/z/g, 's'],
      [/v/g, 'f'],
      [/mb$/g, 'm'],
    ]
    const plainly = (term: string) => {
      const sound = patterns.reduce((text, [letters, by]) => text.replace(letters, by), term)
      return (/^[aeiouy]/.test(sound) ? 'a' : '') + sound.replace(/[aeiouyhw]/g, '').replace(/(.)\1+/g, '$1')
    }
    const part = fc.constantFrom(
      'kn',
      'wr',
      'ps',
      'tch',
      'sch',
      'sh',
      'tion',
      'cian',
      'gh',
      'dge',
      'ci',
      'ck',
      'mb',
      'x',
    )
    const term = fc.array(fc.oneof(part, fc.constantFrom(...'abcdefghijklmnopqrstuvwxyzé4')), { maxLength: 7 })
    fc.assert(
      fc.property(term, (parts) => {
        expect(soundOf(parts.join(''))).toBe(plainly(parts.join('')))
      }),
      { numRuns: 2000 },
    )
  })
})
