import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ingest, type IngestOptions } from './ingest.ts'
import { missingText, watchColumns } from './mapped-columns.ts'
import { createFileStore } from './testing/file-store.ts'

describe('watchColumns', () => {
  it('finds a column in any record, whatever its case and its value', () => {
    const watch = watchColumns({ id: 'sku', brand: ' Maker ', op: 'what' })
    expect(watch.found().missing).toEqual([])
    watch.see({ SKU: 1 })
    expect(watch.found()).toEqual({ missing: [{ field: 'brand', column: ' Maker ' }], present: ['SKU'] })
    watch.see({ sku: 2, maker: null })
    expect(watch.found().missing).toEqual([])
  })

  it('names what is there instead, at most 20 of it', () => {
    const watch = watchColumns({ title: 'name', brand: 'makr' })
    for (let i = 0; i < 99; i++) watch.see({ sku: i, maker: 'Nike', [`extra ${i}`]: '' })
    expect(watch.found().present).toHaveLength(20)
    expect(missingText(watch.found())).toMatch(
      /^no record has "name", which is to be read as title, nor "makr", .* as brand; they have "sku", "maker", "extra 0"/,
    )
  })
})

describe('a column map that JSON Lines do not fit', () => {
  let dir: string
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'querymend-mapped-'))
  })
  afterEach(() => rm(dir, { recursive: true }))

  const columns = { id: 'sku', title: 'name', brand: 'maker' }
  const store = () => createFileStore(join(dir, 'store'))
  async function run(records: readonly object[], options: Partial<IngestOptions> = {}) {
    const feed = join(dir, 'feed.jsonl')
    await writeFile(feed, records.map((record) => JSON.stringify(record) + '\n').join(''))
    return ingest({ feed, dataDir: join(dir, 'data'), store: store(), columns, ...options })
  }
  const shoe = { sku: 1, name: 'Air Max', maker: 'Nike' }
  const mug = { sku: 2, name: 'Mug' }

  it.each([
    [
      'brand',
      { ...columns, brand: 'makr' },
      /no record has "makr", which is to be read as brand; they have "sku", "name"/,
    ],
    ['title', { ...columns, title: 'nam' }, /no record has "nam", which is to be read as title/],
    ['locale', { ...columns, locale: 'lang' }, /no record has "lang", which is to be read as locale/],
  ])('is refused before a whole feed goes live: %s', async (_field, columns, message) => {
    const { generation } = await run([shoe])
    await expect(run([shoe, mug], { columns })).rejects.toMatchObject({
      code: 'catalog_invalid',
      message: expect.stringMatching(message) as string,
    })
    expect((await store().read())!.id).toBe(generation)
  })

  it('may name a column of some records only, or one of deletions that there are none of', async () => {
    expect(await run([shoe, mug], { columns: { ...columns, op: 'action' } })).toMatchObject({ products: 2 })
  })

  it('is refused with a delta that would take brands away, and said with one that does not', async () => {
    await run([shoe, mug])
    const wrong = { isDelta: true, columns: { ...columns, brand: 'makr' } }
    await expect(run([{ ...shoe, name: 'Air Zoom' }], wrong)).rejects.toThrow(/no record has "makr"/)
    const { products, columnsMissing } = await run(
      [
        { ...mug, name: 'Tea Mug' },
        { sku: 3, name: 'Pot' },
      ],
      wrong,
    )
    expect([products, columnsMissing]).toEqual([3, expect.stringMatching(/^no record has "makr"/)])
    await expect(run([mug], { isDelta: true, columns: { id: 'sku', title: 'nam' } })).rejects.toThrow(
      /no record has "nam"/,
    )
  })

  it('does not matter to a delta that only deletes', async () => {
    await run([shoe, mug])
    const summary = await run([{ sku: 1, op: 'delete' }], { isDelta: true })
    expect(summary.changes).toMatchObject({ deleted: 1 })
    expect(summary).not.toHaveProperty('columnsMissing')
  })
})
