import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openEmbeddedStore } from '../adapters/catalog-index/embedded.ts'
import { SpellerError } from '../speller/errors.ts'
import { runIngest } from './testing/run-ingest.ts'

let dir: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'querymend-ingest-dry-run-'))
})
afterEach(() => rm(dir, { recursive: true }))

const run = (args: readonly string[], context?: Parameters<typeof runIngest>[2]) =>
  runIngest(dir, args, { openStore: async () => openEmbeddedStore(join(dir, 'store')), ...context })

describe('a dry run of what would be refused for its size', () => {
  /** Of six names each and a brand, and one name that all share. */
  const rows = (count: number, brands = count) =>
    Array.from('abcdefghij'.slice(0, count), (own, i) => {
      const title = Array.from('uvwxyz', (letter) => own + letter).join(' ')
      return `${i},Mug ${title},${i < brands ? `Brand${own}` : ''},`
    })
  const feed = (name: string, lines: readonly string[]) =>
    writeFile(join(dir, name), ['id,title,brand,op', ...lines].join('\n'))
  const queries = ['--queries', 'DIR/queries.txt']
  const refusal = (stderr: string) => stderr.split('\n').find((line) => line.startsWith('The new catalog has '))

  beforeEach(async () => {
    await feed('whole.csv', rows(10))
    await writeFile(join(dir, 'queries.txt'), 'tea\ncoffee\nkettle\nspoon\n')
    await run(['DIR/whole.csv', '--quiet', ...queries])
  })

  it.each([
    ['a feed cut short', rows(4), queries, /4 products instead of 10 .* Is the feed whole\?/],
    ['a feed without its brands', rows(10, 0), queries, /has 0 brands instead of 10 .* Name it with --columns brand=/],
    ['a feed without its popular queries', rows(10), [], /has 0 popular queries instead of 4 .* again with each whole/],
    [
      'a delta that deletes most',
      Array.from({ length: 8 }, (_, i) => `${i},,,delete`),
      ['--delta'],
      /2 products instead of 10 .* run it again with --force/,
    ],
  ])('a dry run of %s says what the run would, and exits alike', async (_what, lines, args, message) => {
    await feed('next.csv', lines)
    const dry = await run(['DIR/next.csv', '--dry-run', ...args])
    expect(dry.stdout).toMatch(/^outcome +dry run, the live catalog is untouched$/m)
    expect(dry.stderr).toMatch(/^It would be refused\.$/m)
    expect(refusal(dry.stderr)).toMatch(message)
    const quiet = await run(['DIR/next.csv', '--dry-run', '--quiet', ...args])
    expect([quiet.code, quiet.stdout, refusal(quiet.stderr)]).toEqual([3, '', refusal(dry.stderr)])
    const done = await run(['DIR/next.csv', ...args])
    expect([dry.code, refusal(dry.stderr)]).toEqual([done.code, refusal(done.stderr)])
    expect(done.code).toBe(3)
  })

  it('says of a fall that is forced that it would be swapped', async () => {
    await feed('next.csv', rows(4))
    const { code, stderr } = await run(['DIR/next.csv', '--dry-run', '--force', ...queries])
    expect([code, stderr]).toEqual([
      0,
      expect.stringMatching(/4 products .*fewer\)\. It would be swapped all the same: --force\./),
    ])
    expect((await run(['DIR/next.csv', '--force', '--quiet', ...queries])).code).toBe(0)
  })

  it('says nothing of what may go live, or when the store is away', async () => {
    await feed('next.csv', rows(9))
    const fits = await run(['DIR/next.csv', '--dry-run', '--quiet', ...queries])
    expect(fits).toEqual({ code: 0, stdout: '', stderr: '' })
    await feed('next.csv', rows(4))
    const open = () => Promise.reject(new SpellerError('index_failed', 'Qdrant is away'))
    const away = await run(['DIR/next.csv', '--dry-run'], {
      openStore: async () => ({ ...openEmbeddedStore(join(dir, 'store')), open }),
    })
    expect([away.code, away.stdout]).toEqual([
      0,
      expect.stringContaining('not known: the live catalog cannot be asked'),
    ])
  })
})
