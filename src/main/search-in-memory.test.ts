import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createExclusion } from '../evaluate/exclusion.ts'
import { openSearchInMemory } from './search-in-memory.ts'

let dir: string
let feed: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'querymend-search-in-memory-'))
  feed = join(dir, 'feed.tsv')
  const rows = ['1\tCordless Drill\tBosch', '2\tCordless Saw\tMakita', '2\tDrill Twice\tMakita', '3\t\tNoTitle']
  await writeFile(feed, `id\ttitle\tbrand\n${rows.join('\n')}\n`)
})
afterEach(() => rm(dir, { recursive: true }))

const ids = (found: readonly { id: string }[]) => found.map(({ id }) => id)

describe('openSearchInMemory', () => {
  it('finds each usable product once, by its title', async () => {
    const search = await openSearchInMemory({ feed })
    expect(ids(search.search('cordless drills', 24))).toEqual(['1', '2'])
    expect(['1', '2', '3'].map((id) => search.has(id))).toEqual([true, true, false])
  })

  it('reads columns by the names that the shop gives', async () => {
    await writeFile(feed, 'sku\tname\n7\tCordless Drill\n')
    const search = await openSearchInMemory({ feed, columns: { id: 'sku', title: 'name' } })
    expect(ids(search.search('drill', 24))).toEqual(['7'])
  })

  it('leaves out what is excluded', async () => {
    const search = await openSearchInMemory({ feed }, createExclusion('bosch'))
    expect(ids(search.search('cordless drills', 24))).toEqual(['2'])
    expect(search.has('1')).toBe(false)
  })

  it('fails without a feed', async () => {
    await expect(openSearchInMemory({ feed: join(dir, 'none.tsv') })).rejects.toMatchObject({ code: 'catalog_invalid' })
  })
})
