import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { emptyBackground } from '../../src/speller/background.ts'
import type { ChannelTable } from '../../src/speller/channel.ts'
import type { Corpora } from './made-up-shops.ts'
import { createRandom } from './random.ts'
import { drawSession, readSessionPairs } from './session-pairs.ts'
import { openShop, type Shop } from './shops.ts'

const corpora: Corpora = {
  sources: { brands: [], queries: [], words: [], background: emptyBackground, meantBy: new Map() },
  table: JSON.parse(readFileSync('models/channel.json', 'utf8')) as ChannelTable,
  human: new Map(),
}
const products = ['Running Shoes', 'Running Socks', 'Garden Hose'].flatMap((thing) =>
  ['Zorb', 'Playgro'].map((brand) => ({ id: `${brand}${thing}`, title: `${brand} ${thing}`, brand })),
)
let shop: Shop
beforeAll(() => {
  shop = openShop('test', products, 1, 9, false, createRandom(2))
})

function fileOf(...rows: string[]): string {
  const file = join(mkdtempSync(join(tmpdir(), 'sessions-')), 'sessions.tsv')
  writeFileSync(file, ['previous\tquery\tcount', ...rows, ''].join('\n'))
  return file
}

describe('session pairs', () => {
  it('are drawn as often as they were seen, right or misspelled, with what was searched before', () => {
    const pairs = readSessionPairs(
      fileOf('Running Shoes\trunning socks\t9', 'hose\tgarden hose\t1', 'hose\tHose\t50', 'shoes\tsocks\t0'),
    )
    const random = createRandom(4)
    const drawn = Array.from({ length: 400 }, () => drawSession(pairs, shop, corpora, 0.5, random)).filter(
      (one) => one !== undefined,
    )
    const socks = drawn.filter(({ right }) => right === 'running socks')
    expect(drawn.length).toBeGreaterThan(300)
    expect(new Set(drawn.map(({ right, earlier }) => `${earlier.join()} > ${right}`))).toEqual(
      new Set(['running shoes > running socks', 'hose > garden hose']),
    )
    expect(socks.length / drawn.length).toBeGreaterThan(0.8)
    const right = drawn.filter(({ right, typed }) => right === typed)
    expect(right.length / drawn.length).toBeGreaterThan(0.4)
    expect(right.length / drawn.length).toBeLessThan(0.7)
  })

  it('are refused where none is left', () => {
    const file = fileOf('shoes\tshoes\t4')
    expect(() => readSessionPairs(file)).toThrow(`${file} holds no pair of queries`)
  })
})
