import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createExclusion } from '../evaluate/exclusion.ts'
import { ingest } from '../ingest/ingest.ts'
import { createFileStore } from '../ingest/testing/file-store.ts'
import type { Name } from '../speller/types.ts'
import { collectFeed, openFeedInMemory } from './feed-in-memory.ts'

const keyOf = ({ locale = '', form }: Name) => `${locale} ${form}`
let dir: string
let feed: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'querymend-feed-in-memory-'))
  feed = join(dir, 'feed.tsv')
  const rows = ['1\tCordless Drill\tBosch', '2\tMakita Cordless Saw\tMakita', '2\tMakita Twice\tMakita', '3\t\tNoTitle']
  await writeFile(feed, `id\ttitle\tbrand\n${rows.join('\n')}\n4\tbosch Battery\t\n`)
})
afterEach(() => rm(dir, { recursive: true }))

describe('openFeedInMemory', () => {
  it('indexes each usable product once', async () => {
    const index = await openFeedInMemory({ feed })
    expect((await index.info()).products).toBe(3)
    expect(await index.counts(['bosch', 'makita', 'cordless', 'twice'])).toEqual([1, 1, 2, 0])
  })

  it('leaves out products by title and by brand, with their names and bigrams', async () => {
    const index = await openFeedInMemory({ feed }, createExclusion('bosch'))
    expect((await index.info()).products).toBe(1)
    expect(await index.counts(['bosch', 'drill', 'cordless drill', 'cordless saw'])).toEqual([0, 0, 0, 1])
  })

  it('fails when nothing is left', async () => {
    const left = openFeedInMemory({ feed }, () => true)
    await expect(left).rejects.toMatchObject({ code: 'catalog_invalid' })
  })
})

describe('collectFeed', () => {
  it('takes columns, locale and popular queries as ingestion does', async () => {
    const own = join(dir, 'own.csv')
    const popularQueries = join(dir, 'queries.tsv')
    await writeFile(own, 'sku,name,maker,locale\n1,Bohrer,Bosch,\n2,Bohrer,Bosch,\n2,Foret,Bosch,fr\n1,Bohrer,,de\n')
    await writeFile(popularQueries, 'query\tcount\nakku bohrer\t12\nmakita\t3\n')
    const columns = { id: 'sku', title: 'name', brand: 'maker' }
    const source = { feed: own, columns, locale: 'de', popularQueries }
    const { names, products } = await collectFeed(source)
    expect(products, 'with the locale of the others, the last one is the first').toBe(3)
    const store = createFileStore(join(dir, 'store'))
    await ingest({ ...source, dataDir: join(dir, 'data'), store })
    const served = (await store.read())!.names.map((line) => JSON.parse(line) as Name)
    const sorted = (all: readonly Name[]) => all.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))
    expect(sorted(names)).toEqual(sorted(served))
    expect(served).toContainEqual({ text: 'akku bohrer', form: 'akku bohrer', kind: 'query', count: 12, locale: 'de' })
    const without = await collectFeed(source, createExclusion('makita'))
    expect(without.names.filter(({ kind }) => kind === 'query').map(({ form }) => form)).toEqual(['akku bohrer'])
  })

  it('says what the header lacks, and no secret of an address', async () => {
    const own = join(dir, 'own.csv')
    await writeFile(own, 'sku,name\n1,Bohrer\n')
    await expect(collectFeed({ feed: own })).rejects.toThrow(/no "id" column \(name another with --columns id=…\)/)
    await expect(collectFeed({ feed: 'postgres://me:secret@db/shop' })).rejects.toThrow(/^postgres:\/\/db\/shop: /)
  })

  it('gives a hash of what the feed holds, whatever is left out of it', async () => {
    const { contentHash } = await collectFeed({ feed })
    expect(contentHash).toMatch(/^[0-9a-f]{64}$/)
    expect((await collectFeed({ feed }, createExclusion('bosch'))).contentHash).toBe(contentHash)
    await appendFile(feed, '5\tPlane\tStanley\n')
    expect((await collectFeed({ feed })).contentHash).not.toBe(contentHash)
  })

  it('gives another hash for another reading of the same feed', async () => {
    const popularQueries = join(dir, 'queries.tsv')
    await writeFile(popularQueries, 'drill\t12\n')
    const hashes = async () => {
      const sources = [{}, { columns: { title: 'brand', brand: 'title' } }, { locale: 'de' }, { popularQueries }]
      return Promise.all(sources.map(async (how) => (await collectFeed({ feed, ...how })).contentHash))
    }
    const before = await hashes()
    expect(new Set(before).size).toBe(4)
    await writeFile(popularQueries, 'drill\t13\n')
    expect((await hashes()).map((hash, i) => hash === before[i])).toEqual([true, true, true, false])
  })
})
