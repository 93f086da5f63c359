import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { collectGold, goldFiles, readExclusions, readGoldSets } from './gold-files.ts'

let dir: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'querymend-gold-files-'))
  await mkdir(join(dir, 'gold'))
  await writeFile(join(dir, 'gold/b.tsv'), 'query\tgold\nnkie\tnike\n')
  await writeFile(join(dir, 'gold/a.jsonl'), '{"query":"asiks","gold":"asics"}\n{"query":"puma","gold":"puma"}\n')
  await writeFile(join(dir, 'gold/notes.md'), '# not gold\n')
  await writeFile(join(dir, 'words.txt'), 'Bosch\n')
})
afterEach(() => rm(dir, { recursive: true }))

describe('goldFiles', () => {
  it('takes the gold files of a folder, with its restriction, and files as they are', async () => {
    const given = [{ path: join(dir, 'gold'), without: 'w' }, { path: join(dir, 'gold/b.tsv') }]
    expect(await goldFiles(given)).toEqual([
      { path: join(dir, 'gold/a.jsonl'), without: 'w' },
      { path: join(dir, 'gold/b.tsv'), without: 'w' },
      { path: join(dir, 'gold/b.tsv') },
    ])
  })

  it('refuses a folder without any', async () => {
    await expect(goldFiles([{ path: dir }])).rejects.toThrow(`${dir} holds no .jsonl or .tsv file; set --gold`)
  })
})

it('collectGold reads a restriction, and refuses half of one', () => {
  expect(collectGold('x.tsv@without=w.txt', [{ path: 'y' }])).toEqual([
    { path: 'y' },
    { path: 'x.tsv', without: 'w.txt' },
  ])
  for (const wrong of ['x.tsv@without=', '@without=w', 'x@without=a@without=b'])
    expect(() => collectGold(wrong, [])).toThrow('Write FILE or FILE@without=WORDS.')
})

describe('readGoldSets', () => {
  it('gives one set a file, named apart, less what the command or the file says', async () => {
    const words = join(dir, 'words.txt')
    const files = await goldFiles([{ path: join(dir, 'gold') }, { path: join(dir, 'gold/b.tsv'), without: words }])
    const sets = await readGoldSets(files, { limit: 1 })
    expect(sets.map(({ name, without, cases }) => [name, without, cases.length])).toEqual([
      ['a.jsonl', undefined, 1],
      ['b.tsv', undefined, 1],
      ['b.tsv@without=words.txt', words, 1],
    ])
    const exclusions = await readExclusions(sets)
    expect([...exclusions.keys()]).toEqual([words])
    expect(exclusions.get(words)!.isExcluded('BOSCH drill')).toBe(true)
    const restricted = await readGoldSets([files[0]!], { without: words })
    expect(restricted[0]).toMatchObject({ without: words, cases: [{ query: 'asiks' }, { query: 'puma' }] })
  })

  it('says which file is not there', async () => {
    await expect(readGoldSets([{ path: join(dir, 'none.tsv') }], {})).rejects.toThrow('there is no such file')
    await expect(readExclusions([{ name: '', cases: [], without: join(dir, 'none') }])).rejects.toThrow(
      'there is no such file',
    )
  })
})
