import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { parquetWriteBuffer } from 'hyparquet-writer'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openFeed, type FeedOptions } from './read-feed.ts'
import { readAll } from './testing/entries.ts'

let dir: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'querymend-parquet-'))
})
afterEach(() => rm(dir, { recursive: true }))

const rows = 1000
const file = (rowGroupSize: number) =>
  Buffer.from(
    parquetWriteBuffer({
      rowGroupSize,
      columnData: [
        { name: 'sku', data: Array.from({ length: rows }, (_, i) => BigInt(i + 1)), type: 'INT64' },
        {
          name: 'name',
          data: Array.from({ length: rows }, (_, i) => (i === 6 ? null : `Title ${i + 1}`)),
          type: 'STRING',
          nullable: true,
        },
        {
          name: 'maker',
          data: Array.from({ length: rows }, (_, i) => (i % 2 ? null : 'Bosch')),
          type: 'STRING',
          nullable: true,
        },
        { name: 'price', data: Array.from({ length: rows }, (_, i) => i / 2), type: 'DOUBLE' },
      ],
    }),
  )
const columns = { id: 'sku', title: 'name', brand: 'maker' }

async function open(name: string, content: Uint8Array, options: FeedOptions = { columns }) {
  await writeFile(join(dir, name), content)
  return openFeed(join(dir, name), options)
}

describe('a Parquet feed', () => {
  it.each([
    ['in one row group', 'feed.parquet', file(rows)],
    ['in many row groups', 'feed.bin', file(64)],
    ['packed', 'feed.parquet.gz', gzipSync(file(300))],
  ])('is read by its columns, %s; entries are numbered by rows', async (_what, name, content) => {
    const reading = await open(name, content)
    expect([reading.format, reading.unit, reading.totalBytes]).toEqual(['parquet', 'row', content.length])
    const { products, rejects, raws } = await readAll(reading.entries)
    expect(reading.bytesRead()).toBe(content.length)
    expect(rejects).toEqual([[7, 'no_title']])
    expect(raws).toEqual(['{"sku":"7","name":null,"maker":"Bosch"}'])
    expect(products).toHaveLength(rows - 1)
    expect(products.slice(0, 2)).toEqual([
      { line: 1, id: '1', title: 'Title 1', brand: 'Bosch' },
      { line: 2, id: '2', title: 'Title 2' },
    ])
    expect(products.at(-1)).toEqual({ line: rows, id: String(rows), title: `Title ${rows}` })
  })

  it('hands rows on before the later row groups are read', async () => {
    const reading = await open('feed.parquet', file(100))
    await reading.entries.next()
    expect(reading.bytesRead() / reading.totalBytes!).toBeCloseTo(0.1, 1)
    await reading.entries.return(undefined)
  })

  it('fails when a column is missing, naming those that are there', async () => {
    const { entries } = await open('feed.parquet', file(rows), {})
    await expect(readAll(entries)).rejects.toThrow(
      /feed\.parquet: it has no "id" column .*"sku", "name", "maker", "price"/,
    )
    const mapped = await open('feed.parquet', file(rows), { columns: { ...columns, brand: 'makr' } })
    await expect(readAll(mapped.entries)).rejects.toThrow(/it has no "makr" column, which is to be read as brand/)
  })

  it('fails on a damaged file, naming what is damaged', async () => {
    const cut = await open('cut.parquet', file(rows).subarray(0, -20))
    await expect(readAll(cut.entries)).rejects.toThrow(/cut\.parquet: the Parquet footer cannot be read/)
    const content = file(100)
    content.fill(0xff, 40, 400)
    const broken = await open('broken.parquet', content)
    await expect(readAll(broken.entries)).rejects.toThrow(
      /broken\.parquet: row group 1 \(rows 1 to 100\) cannot be read/,
    )
  })
})
