import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { anyString } from '../testing/any-string.ts'
import { holdsNumber } from './digits.ts'

describe('holdsNumber', () => {
  it.each([
    ['', false],
    ['nike', false],
    ['l1nk', true],
    ['größe', false],
    ['größe 4', true],
    ['٣', true],
    ['x²', true],
    ['𝟙', true],
  ])('says of %j: %s', (text, expected) => {
    expect(holdsNumber(text)).toBe(expected)
  })

  it('says what the Unicode property says', () => {
    const text = fc.string({
      unit: fc.oneof(fc.constantFrom('a', 'é', '7', '½', '/'), anyString({ maxLength: 1 })),
    })
    fc.assert(
      fc.property(text, (any) => {
        expect(holdsNumber(any)).toBe(/\p{N}/u.test(any))
      }),
    )
  })
})
