import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { nameOf } from '../../adapters/catalog-index/contract.ts'
import { openLetterEncoder } from '../../adapters/catalog-index/late-testing.ts'
import { openFakeQdrant } from '../../adapters/catalog-index/qdrant-fake.ts'
import { loadConfig } from '../../config.ts'
import { channelCost } from '../../speller/channel.ts'
import { loadKnowledge } from '../knowledge-files.ts'
import { measureFeed } from './feed-retrieval.ts'
import { openLateTwins } from './late-twins.ts'
import { createSheet } from './sheet.ts'

const dir = mkdtempSync(join(tmpdir(), 'querymend-feed-'))
afterAll(() => rmSync(dir, { recursive: true }))

describe('measureFeed', () => {
  it('measures the embedded index and, where one is named, Qdrant, which it leaves as it was', async () => {
    const feed = join(dir, 'feed.tsv')
    writeFileSync(feed, 'sku\tname\tbrand\n1\tMilwaukee drill\tMilwaukee\n2\tMilwaukee drill bit\tMilwaukee\n')
    const cases = [{ query: 'milwakee dril', golds: ['milwaukee drill'], isBrand: false }]
    const server = await openFakeQdrant()
    try {
      const config = loadConfig({ QDRANT_URL: server.url })
      const { channel } = loadKnowledge(config.correct.modelDir)
      const sheet = createSheet('retrieval', () => undefined)
      const source = { feed, columns: { id: 'sku', title: 'name' } }
      const bench = { config, source, modelDir: 'none', queries: [], isQuick: true }
      await measureFeed(bench, cases, channel, (a, b) => channelCost(channel, a, b), sheet)
      const value = (name: string) => sheet.finish().figures.find((figure) => figure.name === name)
      for (const engine of ['feed: hybrid', 'feed: hybrid over Qdrant'])
        expect(value(`${engine}, 1 edit or a space, recall@1`)).toMatchObject({ value: 1, n: 2 })
      expect(value('feed: hybrid over Qdrant, search p50')!.value).toBeGreaterThan(0)
      expect(server.collections()).toEqual([])
    } finally {
      await server.close()
    }
  })
})

describe('openLateTwins', () => {
  it('scans all names, in the order of their likeness, and searches the same vectors', async () => {
    const names = ['makita', 'milwaukee', 'bosch', 'makita drill'].map((form) => nameOf(form))
    const { search, scan, megabytes } = await openLateTwins(names, openLetterEncoder(), 3)
    expect(await scan('makitta')).toEqual(['makita', 'makita drill'])
    expect((await search('makitta'))[0]).toBe('makita')
    expect(megabytes).toBeGreaterThan(0)
  })
})
