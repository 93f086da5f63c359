import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { anyString } from './any-string.ts'

describe('anyString', () => {
  it('draws code points of every plane, and names that objects have of their own, but no half pair', () => {
    const drawn = fc.sample(anyString(), { numRuns: 2_000, seed: 1 })
    expect(drawn.filter((text) => /\p{Surrogate}/u.test(text))).toEqual([])
    const planes = new Set(drawn.flatMap((text) => [...text].map((character) => character.codePointAt(0)! >> 16)))
    expect([...planes].sort((a, b) => a - b)).toEqual(Array.from({ length: 17 }, (_, plane) => plane))
    expect(drawn).toContain('__proto__')
  })

  it.each(['x\u{10ffff}', '\u{10000}y', '\ue000z', '\ud7ff'])('is shrunk from "%s", which was given, too', (given) => {
    const property = fc.property(anyString(), (text) => [...text].every((character) => character < '\ud7ff'))
    const { counterexample } = fc.check(property, { examples: [[given]], numRuns: 1 })
    expect(counterexample).toEqual(['\ud7ff'])
  })

  it.each([undefined, 7, '', '\ud800', 'ab'])('does not take %j for one of its code points', (value) => {
    const one = anyString({ minLength: 1, maxLength: 1 })
    expect(one.canShrinkWithoutContext(value)).toBe(false)
  })
})
