import { expect, it } from 'vitest'
import { markdownTable, textTable } from './table.ts'

it.each([
  ['<b>nike</b> & co', '\\<b>nike\\</b> & co'],
  ['<!-- nothing', '\\<!-- nothing'],
  ['caf&eacute; &#39;x', 'caf\\&eacute; \\&#39;x'],
  ['5*4*3 | `a` \\', '5\\*4\\*3 \\| \\`a\\` \\\\'],
  ['h&m <3 < 0.0001', 'h&m <3 < 0.0001'],
  ['two\r\nlines', 'two lines'],
  ['\u001b[31mred\u0007 \u009b', '␛[31mred␇ \\\\u009b'],
])('writes %j so that it is shown as it is', (cell, written) => {
  expect(markdownTable(['query', 'n'], [[cell, '1']]).split('\n')).toEqual([
    '| query | n |',
    '| :-- | --: |',
    `| ${written} | 1 |`,
  ])
})

it('shows in a table for terminals what they would obey', () => {
  expect(
    textTable([
      ['a\u001b[2J', '1'],
      ['two\nlines', '\u0007'],
    ]),
  ).toBe('a␛[2J      1\ntwo lines  ␇')
})
