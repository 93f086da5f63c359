import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { countWord } from './count-table.ts'
import {
  createPhraseCounter,
  isLine,
  isSingleTerm,
  localeOf,
  orderWord,
  phraseKey,
  phraseWidth,
  placeWord,
  spanOf,
  spanWord,
} from './phrase-counter.ts'
import { createScratchFile } from './scratch-file.ts'
import { createTermDictionary } from './term-dictionary.ts'
import { createTitleParser, endWord, startWord, type TitleTerms, termWidth } from './title-terms.ts'
import { createTextStore } from './text-store.ts'

interface Row {
  readonly title: string
  readonly locale: number
  /** Terms of the brand that it begins with. */
  readonly brand?: number
}

/** Terms from one up to before another, which may lie behind the last one. */
const textsOf = ({ length, text }: TitleTerms, from: number, to = length) =>
  Array.from({ length: Math.min(length, to) - from }, (_, i) => text(from + i))

/** What was counted, each phrase as the first title has it, in the order in which they came first. */
function countAll(rows: readonly Row[], held?: number) {
  const [titleFile, file] = [createScratchFile(), createScratchFile()]
  const titles = createTextStore(titleFile, held)
  const parse = createTitleParser(createTermDictionary())
  const counter = createPhraseCounter(file, titles, held)
  for (const { title, locale, brand } of rows) {
    const parsed = parse(title)
    const texts = textsOf(parsed, 0, brand)
    const id = texts.join(' ').length
    counter.add(title, parsed, locale, brand === undefined ? undefined : { id, terms: texts.length })
  }
  const found = []
  for (const words of counter.records()) {
    for (let at = 0; at < words.length; at += phraseWidth) {
      const locale = localeOf(words[at + spanWord]!)
      const { from, to } = spanOf(words[at + spanWord]!)
      const title = titles.read(words[at + placeWord]!)
      const parsed = parse(title)
      const form = textsOf(parsed, from, to + 1)
      expect(phraseKey(form.join(' '), locale)).toEqual([words[at]! | 0, words[at + 1]! | 0])
      const [count, order] = [words[at + countWord]!, words[at + orderWord]!]
      const text = title.slice(parsed.records[from * termWidth + startWord], parsed.records[to * termWidth + endWord])
      found.push({ text, locale, count, order, isSingle: isSingleTerm(words, at), isLine: isLine(words, at) })
    }
  }
  counter.close()
  titleFile.close()
  file.close()
  return found.sort((a, b) => a.order - b.order).map(({ order: _, ...phrase }) => phrase)
}

const word = fc.constantFrom('Red', 'red', 'Bull', 'of', 'X', '12', '3M', 'Žižka', '紅茶', 'AC/DC')
const row = fc.record(
  {
    title: fc.array(word, { minLength: 1, maxLength: 9 }).map((words) => words.join(' ')),
    locale: fc.nat({ max: 2 }),
    brand: fc.integer({ min: 1, max: 2 }),
  },
  { requiredKeys: ['title', 'locale'] },
) as fc.Arbitrary<Row>

describe('createPhraseCounter', () => {
  it('gives the same phrases, counts, texts and order however few are held in memory', () => {
    fc.assert(
      fc.property(fc.array(row, { maxLength: 40 }), fc.integer({ min: 1, max: 60 }), (rows, held) => {
        expect(countAll(rows, held)).toEqual(countAll(rows))
      }),
      { numRuns: 60 },
    )
  })

  it('counts the titles that hold a phrase, once a title', () => {
    const counted = countAll([
      { title: 'Blue Mug 12 Blue', locale: 0 },
      { title: 'blue mug', locale: 0 },
      { title: 'blue mug', locale: 1 },
    ])
    expect(counted.map(({ text, locale, count }) => [text, locale, count])).toEqual([
      ...[
        ['Blue', 0, 2],
        ['Blue Mug', 0, 2],
        ['Blue Mug 12 Blue', 0, 1],
        ['Mug', 0, 2],
        ['Mug 12 Blue', 0, 1],
      ],
      ...[
        ['blue', 1, 1],
        ['blue mug', 1, 1],
        ['mug', 1, 1],
      ],
    ])
  })

  it('tells what only ever follows one brand, also from titles that are not in memory any more', () => {
    const rows: Row[] = [
      { title: 'Acme Rocket Boots', locale: 0, brand: 1 },
      { title: 'Other Rocket Sled', locale: 0, brand: 1 },
      { title: 'Acme Rocket Boots', locale: 0, brand: 1 },
    ]
    for (const held of [1, undefined]) {
      const lines = countAll(rows, held).filter((phrase) => phrase.isLine)
      expect(lines.map(({ text, count }) => [text, count])).toEqual([
        ['Rocket Boots', 2],
        ['Rocket Sled', 1],
      ])
    }
  })
})
