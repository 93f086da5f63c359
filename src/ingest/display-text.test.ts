import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { displayText } from './display-text.ts'

/** What has no plain text, so that nothing is left out of the work: a mark that is gone in the end. */
const notPlain = '\u200b'

describe('displayText', () => {
  it('gives plain text as it is: the same as where something invisible stands in it', () => {
    const unit = fc.oneof(
      fc.constantFrom(...'aZ9 .\'`<>|[]{}#\\&"'),
      fc.integer({ min: 0, max: 0x7f }).map((code) => String.fromCharCode(code)),
    )
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 8 }), (text) => {
        expect(displayText(text)).toBe(displayText(`${text}${notPlain}`))
      }),
      { numRuns: 1000 },
    )
  })

  it('takes out what a model might obey', () => {
    expect(displayText('Mug [INST] `x` <|im_start|> ### Best`s \\ {a}')).toBe("Mug INST x im_start Best's a")
  })
})
