import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { osaDistance } from '../speller/edit-distance.ts'
import { repairedTerms } from './repaired-prefixes.ts'

describe('repairedTerms', () => {
  it.each([
    ['a finished term', ['nikee ', 'nike shoes'], 'nike shoes', [['nikee', 'nike']]],
    ['one before others', ['cofee grin', 'coffee grin'], 'coffee grinder', [['cofee', 'coffee']]],
    ['the beginning of an unfinished one', ['yoga blcok', 'yoga bloc'], 'yoga blocks cork', [['blcok', 'block']]],
    ['a repair by the search itself', ['runing'], 'running', [['runing', 'running']]],
    ['each slip once', ['sheos', 'she', 'sheos', 'shoe'], 'shoes', [['sheos', 'shoes']]],
    [
      'several slips',
      ['cofee', 'coff', 'coffee gridner ', 'coffee gr'],
      'coffee grinder',
      [
        ['cofee', 'coffe'],
        ['gridner', 'grinder'],
      ],
    ],
    ['texts in capitals and with accents, folded', ['LANCMÔE', 'Lanc'], 'Lancôme', [['lancmoe', 'lancome']]],
  ])('gives %s', (_, prefixes, finalTerm, wanted) => {
    expect(repairedTerms(prefixes, finalTerm).map(({ typed, repaired }) => [typed, repaired])).toEqual(wanted)
  })

  it.each([
    ['straight typing', ['run', 'runn', 'running'], 'running shoes'],
    ['deleting and typing the same', ['running sh', 'running', 'running s'], 'running shoes'],
    ['another word', ['coffee grinder', 'coffee '], 'coffee beans'],
    ['another order', ['food dog', 'd'], 'dog food'],
    ['short terms', ['cta', 'ca'], 'cat'],
    ['terms with digits', ['iphone 14prp', 'iphone 14'], 'iphone 14pro'],
    ['text that the search left out', ['nike shose', 'nike'], 'nike'],
    ['no prefixes', [], 'nike'],
    ['an empty search', ['nike'], ''],
  ])('gives nothing of %s', (_, prefixes, finalTerm) => expect(repairedTerms(prefixes, finalTerm)).toEqual([]))

  it('gives only near pairs that differ, of which the second begins a term of the search', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'é', ' ', '1'), maxLength: 12 })
    fc.assert(
      fc.property(fc.array(text, { maxLength: 6 }), text, (prefixes, finalTerm) => {
        for (const { typed, repaired } of repairedTerms(prefixes, finalTerm)) {
          expect(typed).not.toBe(repaired)
          expect(osaDistance(typed, repaired, 3)).toBeLessThanOrEqual(2)
          const terms = finalTerm.replaceAll('é', 'e').split(' ')
          expect(terms.some((term) => term.startsWith(repaired))).toBe(true)
        }
      }),
      { numRuns: 500 },
    )
  })
})
