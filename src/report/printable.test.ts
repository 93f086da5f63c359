import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { printable, printableJson } from './printable.ts'

// U+2028 to U+202E and U+2066 to U+2069 break lines or turn the order of letters
const obeyed = /[\p{Cc}\u2028-\u202e\u2066-\u2069]/u
const anyText = fc.string({ unit: fc.integer({ min: 0, max: 0x2100 }).map((code) => String.fromCodePoint(code)) })

describe('printable', () => {
  it.each([
    ['\u001b[31m nasty\u001b]0;pwned\u0007', '␛[31m nasty␛]0;pwned␇'],
    ['a\0b\tc\nd\re\u007f', 'a␀b␉c␊d␍e␡'],
    ['\u009b31m', '\\u009b31m'],
    ['shoes \u202eexe', 'shoes \\u202eexe'],
    ['Müller’s café 👟 ١٢', 'Müller’s café 👟 ١٢'],
  ])('shows %j as %s', (text, shown) => expect(printable(text)).toBe(shown))

  it('keeps what it is told to', () => expect(printable('a\n\tb\u001b', '\n\t')).toBe('a\n\tb␛'))

  it('leaves nothing that a terminal obeys, and all else as it is', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(printable(text)).not.toMatch(obeyed)
        if (!obeyed.test(text)) expect(printable(text)).toBe(text)
      }),
      { numRuns: 1000 },
    )
  })
})

describe('printableJson', () => {
  it('says the same with nothing that a terminal obeys', () => {
    fc.assert(
      fc.property(fc.array(anyText), (texts) => {
        const json = printableJson({ texts })
        expect(json.replaceAll('\n', '')).not.toMatch(obeyed)
        expect(JSON.parse(json)).toEqual({ texts })
      }),
    )
  })

  it('escapes C1 controls, which JSON leaves as they are', () => {
    expect(printableJson('\u009b31m', 0)).toBe('"\\u009b31m"')
  })
})
