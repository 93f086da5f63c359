import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createExclusion } from '../evaluate/exclusion.ts'
import { collectFeed, openFeedInMemory } from './feed-in-memory.ts'

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
    const index = await openFeedInMemory(feed)
    expect((await index.info()).products).toBe(3)
    expect(await index.counts(['bosch', 'makita', 'cordless', 'twice'])).toEqual([1, 1, 2, 0])
  })

  it('leaves out products by title and by brand, with their names and bigrams', async () => {
    const index = await openFeedInMemory(feed, createExclusion('bosch'))
    expect((await index.info()).products).toBe(1)
    expect(await index.counts(['bosch', 'drill', 'cordless drill', 'cordless saw'])).toEqual([0, 0, 0, 1])
  })

  it('fails when nothing is left', async () => {
    const left = openFeedInMemory(feed, () => true)
    await expect(left).rejects.toMatchObject({ code: 'catalog_invalid' })
  })
})

describe('collectFeed', () => {
  it('gives a hash of what the feed holds, whatever is left out of it', async () => {
    const { contentHash } = await collectFeed(feed)
    expect(contentHash).toMatch(/^[0-9a-f]{64}$/)
    expect((await collectFeed(feed, createExclusion('bosch'))).contentHash).toBe(contentHash)
    await appendFile(feed, '5\tPlane\tStanley\n')
    expect((await collectFeed(feed)).contentHash).not.toBe(contentHash)
  })
})
