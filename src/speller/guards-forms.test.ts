import { describe, expect, it } from 'vitest'
import { refuse } from './guards.ts'
import { parseQuery } from './normalise.ts'
import { factsOf, type Shop } from './testing/guard-facts.ts'
import { read, type Window } from './testing/read-windows.ts'

describe('refuse: other forms of a word', () => {
  it.each<[string, string, Window[], Shop, string | undefined]>([
    ['elision: a known word behind it', "l'huile", [[0, 1, 'huile']], { catalog: ['huile'], locale: 'fr' }, 'elision'],
    [
      'elision: not of a misspelled word',
      "l'hiule",
      [[0, 1, 'huile']],
      { catalog: ['huile'], locale: 'fr' },
      undefined,
    ],
    ['elision: not in English', "t'shirt", [[0, 1, 't shirt']], { catalog: ['shirt', 't'], locale: 'en' }, undefined],
    [
      "elision: of the catalog's language, where none is asked for",
      "l'huile",
      [[0, 1, 'huile']],
      { catalog: ['huile'], language: 'fr' },
      'elision',
    ],

    [
      'inflection: the plural of a term of the catalog',
      'shoe',
      [[0, 1, 'shoes']],
      { catalog: ['shoe', 'shoes'] },
      'inflection',
    ],
    [
      'inflection: the singular of a common word',
      'shoes',
      [[0, 1, 'shoe']],
      { catalog: ['shoe'], zipf: { shoes: 3 } },
      'inflection',
    ],
    [
      'regional: the American spelling of a known British one',
      'grey lamp',
      [
        [0, 1, 'gray'],
        [1, 2, 'lamp'],
      ],
      { catalog: ['gray', 'grey', 'lamp'] },
      'regional',
    ],
    [
      'inflection: the singular of a known term whose plural nobody knows',
      'shoses',
      [[0, 1, 'shose']],
      { catalog: ['shose'] },
      'inflection',
    ],
    ['inflection: a last letter that may be missing', 'adida', [[0, 1, 'adidas']], { catalog: ['adidas'] }, undefined],

    [
      'repeated: the term beside',
      'mangi mango juice',
      [[0, 1, 'mango']],
      { catalog: ['mango', 'juice', 'mango juice'] },
      'repeated',
    ],
    [
      'repeated: the term that was typed further on',
      'mangi and mango',
      [[0, 1, 'mango']],
      { catalog: ['mango', 'and'] },
      undefined,
    ],
    [
      'repeated: a term that a name of the catalog says twice',
      'duram duran',
      [[0, 1, 'duran']],
      { catalog: ['duran', 'duran duran'] },
      undefined,
    ],
    ['repeated: typed twice', 'duran duran cdd', [[2, 3, 'cds']], { catalog: ['duran', 'cds'] }, undefined],

    [
      'inflection: the singular of a German plural that nobody knows',
      'massagesteine',
      [[0, 1, 'massagestein']],
      { catalog: ['massagestein'], language: 'de' },
      'inflection',
    ],
    [
      'inflection: the masculine of a known French word',
      'salade verte',
      [[1, 2, 'vert']],
      { catalog: ['salade', 'vert'], zipf: { verte: 4 }, language: 'fr' },
      'inflection',
    ],
    [
      'inflection: the singular of a rare Polish word',
      'ekspresy do kawy',
      [[0, 1, 'ekspres']],
      { catalog: ['ekspres', 'do', 'kawy'], zipf: { ekspresy: 1.8 }, language: 'pl' },
      'inflection',
    ],
    [
      'inflection: what only looks like a German compound is no known word',
      'wolfskinn jacke',
      [[0, 1, 'wolfskin']],
      { catalog: ['wolfskin', 'jacke'], zipf: { wolfskinn: 2.4 }, language: 'de' },
      undefined,
    ],
    [
      'inflection: a German ending that may be missing',
      'batteri',
      [[0, 1, 'batterie']],
      { catalog: ['batterie'], language: 'de' },
      undefined,
    ],
    ['inflection: an ending of another language', 'batterie', [[0, 1, 'batteri']], { catalog: ['batteri'] }, undefined],
  ])('%s: %j read as %j', (_, raw, windows, shop, guard) => {
    expect(refuse(parseQuery(raw), read(raw, ...windows), factsOf(raw, shop))).toBe(guard)
  })
})
