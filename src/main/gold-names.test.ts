import { describe, expect, it } from 'vitest'
import { goldNames } from './gold-names.ts'

describe('goldNames', () => {
  it.each([
    ['files of different names', [{ path: 'a/x.tsv' }, { path: 'b/y.tsv' }], ['x.tsv', 'y.tsv']],
    [
      'files of one name',
      [{ path: 'a/x.tsv' }, { path: 'b/x.tsv' }, { path: 'y.tsv' }],
      ['a/x.tsv', 'b/x.tsv', 'y.tsv'],
    ],
    [
      'one file with and without a restriction',
      [{ path: 'x.tsv' }, { path: 'x.tsv', without: 'w/o.tsv' }],
      ['x.tsv', 'x.tsv@without=o.tsv'],
    ],
    [
      'one file with restrictions of one name',
      [
        { path: 'x.tsv', without: 'a/w.tsv' },
        { path: 'x.tsv', without: 'b/w.tsv' },
      ],
      ['x.tsv@without=a/w.tsv', 'x.tsv@without=b/w.tsv'],
    ],
  ])('tells %s apart', (_, given, names) => {
    expect(goldNames(given)).toEqual(names)
  })

  it.each([
    [[{ path: 'x.tsv' }, { path: './x.tsv' }], 'x.tsv: given twice'],
    [
      [
        { path: 'a/x.tsv', without: 'w' },
        { path: 'a/../a/x.tsv', without: './w' },
      ],
      'a/x.tsv@without=w: given twice',
    ],
  ])('refuses a file given twice, however its path is written', (given, message) => {
    expect(() => goldNames(given)).toThrow(message)
  })
})
