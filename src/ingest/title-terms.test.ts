import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseQuery } from '../speller/normalise.ts'
import { createTermDictionary } from './term-dictionary.ts'
import { createTitleParser, endWord, startWord, termWidth } from './title-terms.ts'

const unit = fc.constantFrom(
  'a',
  'É',
  'Z',
  '9',
  "'",
  '`',
  '-',
  '\u0301',
  '\u00a0',
  '\u3000',
  '紅',
  '\ud83d',
  '\ude00',
  '😀',
  '.',
  '@',
  '/',
)

describe('createTitleParser', () => {
  it('gives the terms that parseQuery gives, with their places, for any titles', () => {
    const piece = fc.oneof(
      fc.string({ unit, maxLength: 6 }),
      fc.constantFrom(' ', '\t', '\u2009', "Ben's", 'a.com', 'ﬁ'),
    )
    const title = fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join(''))
    fc.assert(
      fc.property(fc.array(title, { maxLength: 5 }), (titles) => {
        const dictionary = createTermDictionary()
        const parse = createTitleParser(dictionary)
        for (const text of [...titles, ...titles]) {
          const { length, records, text: textOf } = parse(text)
          const found = Array.from({ length }, (_, i) => {
            const at = i * termWidth
            return [textOf(i), records[at + startWord], records[at + endWord]]
          })
          expect(found).toEqual(parseQuery(text).terms.map((term) => [term.text, term.start, term.end]))
        }
      }),
      { numRuns: 30 },
    )
  })
})
