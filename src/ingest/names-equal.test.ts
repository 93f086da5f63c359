import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
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

/** Of phrases and titles, so little that most are put aside, or as much as there are. */
const held = fc.oneof(
  fc.record({
    held: fc.record({ phrases: fc.integer({ min: 1, max: 40 }), titleBytes: fc.integer({ min: 1, max: 99 }) }),
  }),
  fc.constant({}),
)

describe('createNameCollector', () => {
  it('gives the names and neighbours, in order, that plain maps of texts give, however few are held in memory', () => {
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
          expect(bigrams.filter(({ form }) => !form.includes('&'))).toEqual(expected.neighbours)
        },
      ),
      { numRuns: 100 },
    )
  })
})
