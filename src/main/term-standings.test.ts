import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openEmbeddedStore } from '../adapters/catalog-index/embedded.ts'
import { loadConfig, type Config } from '../config.ts'
import type { SpellerError } from '../speller/errors.ts'
import type { Name } from '../speller/types.ts'
import { standingsOf } from './term-standings.ts'

const term = (form: string, count: number): Name => ({ form, text: form, kind: 'term', count })

let dir: string
let config: Config
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'querymend-standings-'))
  config = loadConfig({ QUERYMEND_DATA: dir })
  const builder = await openEmbeddedStore(join(dir, 'catalog')).build()
  await builder.addNames([
    term('ptarmigan', 12),
    term('zovirax', 4),
    term('daiquiri', 2),
    { ...term('hygeeni', 1), kind: 'brand' },
  ])
  await builder.commit({ products: 12 })
})
afterAll(() => rm(dir, { recursive: true }))

const none = (error: SpellerError) => expect(error).toBeUndefined()
const standings = (asked: Parameters<typeof standingsOf>[1]) => standingsOf(config, asked, none)

describe('standingsOf', () => {
  it('knows what the catalog holds by now, and ordinary words', async () => {
    expect(await standings([{ term: 'hygeeni' }, { term: 'kitchen' }, { term: 'hygeeny' }])).toEqual([
      ...['known', 'known', 'unknown'],
    ])
  })

  it('takes a term for misspelled whose reading is known, and for new whose reading is not', async () => {
    const asked = [
      { term: 'zobirax', reading: 'zovirax' },
      { term: 'kitchenzovirax', reading: 'kitchen zovirax' },
      { term: 'zorbax', reading: 'zorban' },
      { term: 'kitchenzorban', reading: 'kitchen zorban' },
    ]
    expect(await standings(asked)).toEqual([{ near: 'zovirax' }, { near: 'kitchen zovirax' }, 'unknown', 'unknown'])
  })

  it('takes a term for misspelled that people write for an ordinary word, and no other neighbour of it', async () => {
    const asked = [{ term: 'flourescent' }, { term: 'accomodate' }, { term: 'fluorescenq' }]
    expect(await standings(asked)).toEqual([{ near: 'fluorescent' }, { near: 'accommodate' }, 'unknown'])
  })

  it('takes a term for misspelled that people write for a frequent name, however rare as a word', async () => {
    const asked = [{ term: 'tarmigan' }, { term: 'ptarmigam' }, { term: 'daquiri' }]
    expect(await standings(asked)).toEqual([{ near: 'ptarmigan' }, 'unknown', 'unknown'])
  })

  it('looks up more terms than it asks for at once', async () => {
    const asked = Array.from({ length: 150 }, (_, i) => ({ term: i === 140 ? 'tarmigan' : 'ptarmigan' }))
    const wanted = asked.map((_, i) => (i === 140 ? { near: 'ptarmigan' } : 'known'))
    expect(await standings(asked)).toEqual(wanted)
  })

  it('says what failed, and goes by the words alone', async () => {
    const away = loadConfig({ QUERYMEND_DATA: dir, QDRANT_URL: 'http://127.0.0.1:9' })
    const errors: string[] = []
    const asked = [{ term: 'tarmigan' }, { term: 'kitchen' }, { term: 'kichen', reading: 'kitchen' }]
    const found = await standingsOf(away, asked, ({ code }) => void errors.push(code))
    expect([found, errors]).toEqual([['unknown', 'known', { near: 'kitchen' }], ['index_failed']])
  })
})
