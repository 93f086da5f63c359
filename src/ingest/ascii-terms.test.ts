import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseQuery } from '../speller/normalise.ts'
import { asciiTerms } from './ascii-terms.ts'

const byParsing = (text: string) => parseQuery(text).terms.map((term) => ({ ...term, frozen: undefined }))

describe('asciiTerms', () => {
  it('gives the terms of parseQuery, for any text of ASCII', () => {
    const unit = fc.oneof(
      fc.constantFrom(...`aZ9'\`-./@ \t`),
      fc.integer({ min: 0, max: 0x7f }).map((code) => String.fromCharCode(code)),
    )
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 12 }), (text) => {
        expect(asciiTerms(text)?.map((term) => ({ ...term, frozen: undefined }))).toEqual(byParsing(text))
      }),
      { numRuns: 2000 },
    )
  })

  it('leaves text with other characters alone', () => {
    for (const text of ['Größe', 'a\u0301', "o\u2019neill's", 'x\u00ad', '\ud83d'])
      expect(asciiTerms(text)).toBeUndefined()
  })
})
