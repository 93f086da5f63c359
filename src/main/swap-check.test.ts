import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openMemoryIndex } from '../adapters/catalog-index/embedded.ts'
import { loadConfig } from '../config.ts'
import type { CatalogInfo } from '../speller/ports.ts'
import type { Name } from '../speller/types.ts'
import { createSwapCheck, dropsOf } from './swap-check.ts'

let dir: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'querymend-swap-check-'))
})
afterEach(() => rm(dir, { recursive: true }))

const info = (names: number, products: number): CatalogInfo => ({ id: 'g', names, bigrams: 0, products })

describe('dropsOf', () => {
  it.each([
    ['nothing fell', info(10, 10), info(10, 12), 0.3, []],
    ['a fall of just the share', info(10, 10), info(7, 7), 0.3, []],
    ['fewer names', info(10, 10), info(6, 10), 0.3, ['6 names instead of 10 (40 % fewer)']],
    ['fewer products', info(1000, 1000), info(1000, 699), 0.3, ['699 products instead of 1000 (30.1 % fewer)']],
    [
      'an empty catalog',
      info(10, 5),
      info(0, 0),
      0.3,
      ['0 names instead of 10 (100 % fewer)', '0 products instead of 5 (100 % fewer)'],
    ],
    ['any fall where 0 is allowed', info(10, 10), info(9, 10), 0, ['9 names instead of 10 (10 % fewer)']],
    ['everything where 1 is allowed', info(10, 10), info(0, 0), 1, []],
    ['no catalog before', info(0, 0), info(0, 0), 0, []],
  ])('names %s', (_what, live, next, maxDrop, expected) => {
    expect(dropsOf(live, next, maxDrop).map(({ text }) => text)).toEqual(expected)
  })

  const of = (brand: number, query = 0, phrase = 0): CatalogInfo => ({
    ...info(1000, 500),
    kinds: { brand, line: 0, query, phrase, term: 1000 - brand - query - phrase },
  })
  it.each([
    ['no brand any more', of(60), of(0), ['0 brands instead of 60 (100 % fewer)']],
    ['fewer brands', of(60), of(41), ['41 brands instead of 60 (31.7 % fewer)']],
    ['just the share of brands', of(60), of(42), []],
    ['one of a handful of brands', of(3), of(2), []],
    ['two of three brands', of(3), of(1), []],
    ['all of three brands', of(3), of(0), ['0 brands instead of 3 (100 % fewer)']],
    ['fewer popular queries', of(0, 10), of(0, 4), ['4 popular queries instead of 10 (60 % fewer)']],
    ['other kinds, found in titles', of(9, 0, 90), of(9, 0, 10), []],
    ['more brands', of(0), of(60), []],
    ['a live catalog whose brands nobody counted', info(1000, 500), of(0), []],
    ['a new one whose brands nobody counted', of(60), info(1000, 500), []],
  ])('tells of kinds: %s', (_what, live, next, expected) => {
    expect(dropsOf(live, next, 0.3).map(({ text }) => text)).toEqual(expected)
  })
})

describe('createSwapCheck', () => {
  const name = (text: string, kind: Name['kind'], count: number): Name => ({ text, form: text, kind, count })
  const names = [
    name('nike', 'brand', 90),
    name('running', 'term', 80),
    name('shoes', 'term', 200),
    name('makita', 'brand', 40),
  ]
  const bigrams = [
    { form: 'nike shoes', count: 40 },
    { form: 'running shoes', count: 60 },
  ]
  const shop = openMemoryIndex(names, bigrams, 400)
  const check = async (smoke: string | undefined, live = info(4, 400), allowed?: string[], next = shop) => {
    const file = join(dir, 'smoke.tsv')
    if (smoke !== undefined) await writeFile(file, smoke)
    const env = {
      QUERYMEND_CORRECTOR: 'none',
      QUERYMEND_OVERRIDES: join(dir, 'none'),
      ...(smoke === undefined ? {} : { QUERYMEND_SMOKE: file }),
    }
    const run = await createSwapCheck({
      config: loadConfig(env),
      live: async () => live,
      ...(allowed ? { onAllowedDrop: (message) => allowed.push(message) } : {}),
    })
    return run(next)
  }

  it('passes a generation whose queries keep and become what the file says', async () => {
    await check('query\tgold\nnike shoes\tnike shoes\nnikee shoes\tnike shoes\nrunning shoes\trunning shoes\n')
  })

  it('refuses one that does not, saying what became of which query', async () => {
    const failure = check('query\tgold\nnikee shoes\tpuma shoes\nmakita\tmakita\nmakita\tmikita\n')
    await expect(failure).rejects.toMatchObject({ code: 'generation_refused' })
    await expect(failure).rejects.toThrow(/2 of the 3 queries of .*smoke\.tsv fail on the new catalog:\n/)
    await expect(failure).rejects.toThrow('"nikee shoes" became "nike shoes", wanted "puma shoes" (miscorrected)')
    await expect(failure).rejects.toThrow('"makita" became "makita", wanted "mikita" (missed)')
  })

  it('asks each query in its locale', async () => {
    const inFrance = { ...name('nickee', 'brand', 900), locale: 'fr' }
    const both = openMemoryIndex([...names, inFrance], [...bigrams, { form: 'nickee shoes', count: 400 }], 1300)
    const ask = (...rows: readonly string[]) =>
      check(['query\tgold\tlocale', ...rows].join('\n'), info(5, 1300), undefined, both)
    await ask('nikee shoes\tnike shoes\ten', 'nikee shoes\tnickee shoes\tfr')
    await expect(ask('nikee shoes\tnike shoes\tfr')).rejects.toThrow(
      '"nikee shoes" (fr) became "nickee shoes", wanted "nike shoes" (miscorrected)',
    )
  })

  it('refuses one that has shrunk, before any query, and says how to go on', async () => {
    const failure = check('query\tgold\nmakita\tmikita\n', info(4, 4000))
    await expect(failure).rejects.toThrow(
      /400 products instead of 4000 \(90 % fewer\) \(allowed: 30 % fewer\).*--force/,
    )
  })

  it.each([
    ['brands', { brand: 50, query: 0 }, /0 brands instead of 50 .*Name it with --columns brand=…\. If all of that is/],
    [
      'popular queries',
      { brand: 0, query: 9 },
      /0 popular queries instead of 9 .*: --queries FILE\. If all of that is/,
    ],
  ])('refuses one that has lost its %s, and asks about these only', async (_what, had, message) => {
    const kinds = { line: 0, phrase: 0, term: 4 }
    const next = { ...shop, info: async () => ({ ...info(4, 400), kinds: { ...kinds, brand: 0, query: 0 } }) }
    const failure = check(undefined, { ...info(4, 400), kinds: { ...kinds, ...had } }, undefined, next)
    await expect(failure).rejects.toThrow(message)
    await expect(failure).rejects.not.toThrow('Is the feed whole?')
  })

  it('says of an allowed fall that it happened, and asks the queries still', async () => {
    const allowed: string[] = []
    await check(undefined, info(4, 4000), allowed)
    expect(allowed).toEqual(['The new catalog has 400 products instead of 4000 (90 % fewer) (allowed: 30 % fewer).'])
    await expect(check('query\tgold\nmakita\tmikita\n', info(4, 4000), allowed)).rejects.toThrow('1 of the 1 queries')
  })

  it('refuses a broken smoke file at once, naming the line', async () => {
    await expect(check('query\tgold\nmakita\t\n')).rejects.toMatchObject({
      code: 'gold_invalid',
      message: expect.stringContaining('smoke.tsv:2') as string,
    })
    const missing = createSwapCheck({
      config: loadConfig({ QUERYMEND_SMOKE: join(dir, 'none') }),
      live: async () => info(0, 0),
    })
    await expect(missing).rejects.toMatchObject({ code: 'config_invalid' })
  })
})
