import { describe, expect, it } from 'vitest'
import { maxEdits, refuse } from './guards.ts'
import { parseQuery } from './normalise.ts'
import type { OverrideRule } from './overrides.ts'
import { factsOf, type Shop } from './testing/guard-facts.ts'
import { read, type Window } from './testing/read-windows.ts'

describe('maxEdits', () => {
  it.each([
    [1, 1],
    [4, 1],
    [5, 2],
    [8, 2],
    [9, 3],
    [30, 3],
  ])('of %i code points is %i', (length, edits) => {
    expect(maxEdits(length)).toBe(edits)
  })
})

describe('refuse', () => {
  const protectNike: OverrideRule = { rule: 'protect', term: 'Nikee' }
  const never: OverrideRule = { rule: 'never', term: 'Red Bull' }

  it.each<[string, string, Window[], Shop, string | undefined]>([
    ['the query as typed', 'nikee 15', [], {}, undefined],
    ['the query as typed, though protected', 'nikee', [], { rules: [protectNike] }, undefined],
    ['the query as typed, though never to be produced', 'red bull', [], { rules: [never] }, undefined],
    ['a known spelling', 'nikee', [[0, 1, 'nike']], { catalog: ['nike'] }, undefined],

    ['other locale: a term', 'handi', [[0, 1, 'handy']], { zipf: { handy: 5 }, elsewhere: ['handy'] }, 'other_locale'],
    [
      'other locale: a name of two terms',
      'redbull',
      [[0, 1, 'red bull']],
      { catalog: ['red', 'bull'], elsewhere: ['red bull'] },
      'other_locale',
    ],
    [
      'other locale: not a term that was typed',
      'handy bagg',
      [[0, 2, 'handy bag']],
      { catalog: ['bag'], elsewhere: ['handy'] },
      undefined,
    ],
    ['frozen: another number', 'iphone 15', [[1, 2, '16']], { catalog: ['16'] }, 'frozen'],
    ['frozen: a letter in a code', 'wd40', [[0, 1, 'wp40']], { catalog: ['wp40'] }, 'frozen'],
    [
      'frozen: a number joined to its neighbour',
      'iphone 15',
      [[0, 2, 'iphone15']],
      { catalog: ['iphone15'] },
      'frozen',
    ],
    ['frozen: a number out of letters', 'iphone', [[0, 1, 'iphone 6']], { catalog: ['iphone', '6'] }, 'frozen'],
    ['frozen: part of an address', 'nikee.com', [[0, 1, 'nike']], { catalog: ['nike'] }, 'frozen'],
    ['frozen: not the term beside it', 'nikee 15', [[0, 1, 'nike']], { catalog: ['nike'] }, undefined],

    ['protected: a term', 'nikee shoes', [[0, 1, 'nike']], { catalog: ['nike'], rules: [protectNike] }, 'protected'],
    [
      'protected: a term in a window',
      'nik ee nikee',
      [[1, 3, 'nike']],
      { catalog: ['nike'], rules: [protectNike] },
      'protected',
    ],
    [
      'protected: a brand of six terms that was added, among others',
      'buy the kitchin playgrp shose maxon nikee now',
      [[3, 4, 'playgroup']],
      { catalog: ['playgroup'], added: ['the kitchin playgrp shose maxon nikee'] },
      'protected',
    ],
    [
      'protected: a rule for five terms, around a frozen one',
      'old nikee 360 shose maxon kitchin',
      [[1, 2, 'nike']],
      { catalog: ['nike'], rules: [{ rule: 'protect', term: 'Nikee 360 Shose Maxon Kitchin' }] },
      'protected',
    ],
    ['protected: a brand added', 'nikee shoes', [[0, 1, 'nike']], { catalog: ['nike'], added: ['nikee'] }, 'protected'],
    [
      'protected: near to a brand added',
      'nikeee',
      [[0, 1, 'nikee']],
      { catalog: ['nikee'], added: ['nikee'] },
      undefined,
    ],
    ['protected: a window', 'nik ee', [[0, 2, 'nike']], { catalog: ['nike'], rules: [protectNike] }, 'protected'],
    [
      'protected: part of a longer name',
      'red bul energy',
      [[1, 2, 'bull']],
      { catalog: ['bull'], rules: [{ rule: 'protect', term: 'red bul' }] },
      'protected',
    ],
    [
      'protected: elsewhere',
      'nikee',
      [[0, 1, 'nike']],
      { catalog: ['nike'], rules: [{ ...protectNike, locale: 'de-DE' }], locale: 'en-GB' },
      undefined,
    ],
    [
      'protected: here',
      'nikee',
      [[0, 1, 'nike']],
      { catalog: ['nike'], rules: [{ ...protectNike, locale: 'de-DE' }], locale: 'de-DE' },
      'protected',
    ],
    [
      'protected: not the term beside it',
      'nikee shose',
      [[1, 2, 'shoes']],
      { catalog: ['shoes'], rules: [protectNike] },
      undefined,
    ],

    ['never: produced', 'red bul', [[1, 2, 'bull']], { catalog: ['bull'], rules: [never] }, 'never'],
    [
      'never: not where it was typed already',
      'red bull cann',
      [[2, 3, 'can']],
      { catalog: ['can'], rules: [never] },
      undefined,
    ],
    [
      'never: only what no other guard refuses',
      'red bul 15',
      [
        [1, 2, 'bull'],
        [2, 3, '16'],
      ],
      { catalog: ['bull', '16'], rules: [never] },
      'frozen',
    ],
    [
      'never: produced without its space',
      'redbul',
      [[0, 1, 'redbull']],
      { catalog: ['redbull'], rules: [never] },
      'never',
    ],
    [
      'never: only part of a longer term',
      'red bulls',
      [[1, 2, 'bullss']],
      { catalog: ['bullss'], rules: [never] },
      undefined,
    ],
    [
      'never: in another locale',
      'red bul',
      [[1, 2, 'bull']],
      { catalog: ['bull'], rules: [{ ...never, locale: 'de-DE' }] },
      undefined,
    ],

    ['too_long: at the limit', 'ab', [[0, 1, 'abcdefghijkl']], { catalog: ['abcdefghijkl'] }, 'too_many_edits'],
    ['too_long: one beyond', 'ab', [[0, 1, 'abcdefghijklm']], { catalog: ['abcdefghijklm'] }, 'too_long'],

    ['unknown_term: a term of nowhere', 'nikee', [[0, 1, 'nikqe']], {}, 'unknown_term'],
    ['unknown_term: just too rare a word', 'shose', [[0, 1, 'shoes']], { zipf: { shoes: 2.49 } }, 'unknown_term'],
    ['unknown_term: a common word', 'shose', [[0, 1, 'shoes']], { zipf: { shoes: 2.5 } }, undefined],
    ['unknown_term: one part of a break', 'lipbqlm', [[0, 1, 'lip bqlm']], { catalog: ['lip'] }, 'unknown_term'],
    ['unknown_term: a term that was typed', 'xq redb ull', [[0, 2, 'xq red']], { catalog: ['red'] }, undefined],

    ['too_many_edits: 1 in 4 letters', 'nkie', [[0, 1, 'nike']], { catalog: ['nike'] }, undefined],
    ['too_many_edits: 2 in 4 letters', 'nqqe', [[0, 1, 'nike']], { catalog: ['nike'] }, 'too_many_edits'],
    [
      'too_many_edits: 2 in 4 letters, retrieved',
      'nqqe bag',
      [[0, 1, 'nike']],
      { catalog: ['nike'], retrieved: ['nike'] },
      undefined,
    ],
    [
      'too_many_edits: 2 in 5 letters, alone, retrieved',
      'nqqes',
      [[0, 1, 'nikes']],
      { catalog: ['nikes'], retrieved: ['nikes'] },
      'too_many_edits',
    ],
    ['too_many_edits: 1 in 5 letters, alone', 'nqkes', [[0, 1, 'nikes']], { catalog: ['nikes'] }, undefined],
    [
      'too_many_edits: 3 in 4 letters, retrieved',
      'qqqe bag',
      [[0, 1, 'nike']],
      { catalog: ['nike'], retrieved: ['nike'] },
      'too_many_edits',
    ],
    ['too_many_edits: 2 in 5 letters', 'pqqma bag', [[0, 1, 'puuma']], { catalog: ['puuma'] }, undefined],
    ['too_many_edits: 3 in 8 letters', 'mqqqitaa', [[0, 1, 'makkitaa']], { catalog: ['makkitaa'] }, 'too_many_edits'],
    ['too_many_edits: 3 in 9 letters', 'milqqqkee', [[0, 1, 'milwaukee']], { catalog: ['milwaukee'] }, undefined],
    [
      'too_many_edits: 4 in 9 letters',
      'miqqqqkee',
      [[0, 1, 'milwaukee']],
      { catalog: ['milwaukee'] },
      'too_many_edits',
    ],
    ['too_many_edits: spaces are free', 'l i p b a l m', [[0, 7, 'lip balm']], { catalog: ['lip', 'balm'] }, undefined],
    [
      'the second change is the bad one',
      'nikee shose',
      [
        [0, 1, 'nike'],
        [1, 2, 'qqqqq'],
      ],
      { catalog: ['nike', 'qqqqq'] },
      'too_many_edits',
    ],
  ])('%s: %j read as %j', (_, raw, windows, shop, guard) => {
    expect(refuse(parseQuery(raw), read(raw, ...windows), factsOf(raw, shop))).toBe(guard)
  })
})
