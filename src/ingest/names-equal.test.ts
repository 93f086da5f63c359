import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { BigramCount } from '../speller/types.ts'
import { createNameCollector } from './names.ts'
import type { Product } from './product.ts'
import { namesByHand } from './testing/names-by-hand.ts'

const word = fc.constantFrom(
  ...['Red', 'red', 'Bull', 'of', 'X', '12', '3M', "Ben's", 'AC/DC', 'Žižka', '紅茶', 'café', 'Cafe\u0301', '18-Volt'],
)
const space = fc.constantFrom(' ', ' ', ' - ', '\u00a0', '  ')
const title = fc
  .array(fc.tuple(word, space), { minLength: 1, maxLength: 9 })
  .map((words) => words.map((parts) => parts.join('')).join(''))
const product = fc.record(
  {
    id: fc.constant('1'),
    title,
    brand: fc.constantFrom('Red Bull', 'Žižka', '3M', 'café'),
    locale: fc.constantFrom('de', 'fr'),
  },
  { requiredKeys: ['id', 'title'] },
)
const queries = fc.uniqueArray(fc.constantFrom('red bull', 'bull red', 'bull 12', 'of', 'new thing', 'cafe'))

/** So little that most is put aside, or as much as there is. */
const few = fc.integer({ min: 1, max: 40 })
const held = fc.oneof(fc.record({ held: fc.record({ phrases: few, pairs: few, titleBytes: few }) }), fc.constant({}))
const inOrder = (counts: readonly BigramCount[]) => counts.toSorted((a, b) => (a.form < b.form ? -1 : 1))

describe('createNameCollector', () => {
  it('gives the names, in order, and the neighbours that plain maps of texts give, however few are held in memory', () => {
    fc.assert(
      fc.property(
        fc.array(product, { maxLength: 12 }),
        queries,
        fc.integer({ min: 1, max: 3 }),
        held,
        (rows, asked, least, inMemory) => {
          const collector = createNameCollector({ minPhraseCount: least, ...inMemory })
          const products = rows as readonly Product[]
          for (const one of products) collector.add(one)
          asked.forEach((query, i) => collector.addQuery(query, i + 1))
          const { names, bigrams } = collector.finish()
          const expected = namesByHand(
            products,
            asked.map((form, i) => [form, i + 1]),
            least,
          )
          expect(names).toEqual(expected.names)
          expect(inOrder(bigrams.filter(({ form }) => !form.includes('&')))).toEqual(inOrder(expected.neighbours))
        },
      ),
      { numRuns: 60 },
    )
  })
})
