import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openFeed, type FeedOptions } from './read-feed.ts'
import { readAll } from './testing/entries.ts'

const header =
  'Handle,Title,Body (HTML),Vendor,Product Category,Type,Tags,Published,Option1 Name,Option1 Value,Variant SKU,Image Src'
const since2025 = 'Title,URL handle,Description,Vendor,Product category,Type,Tags,Published on online store,SKU'

let dir: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'querymend-shopify-'))
})
afterEach(() => rm(dir, { recursive: true }))

async function read(content: string, options: FeedOptions = {}) {
  await writeFile(join(dir, 'products_export.csv'), content)
  const reading = await openFeed(join(dir, 'products_export.csv'), options)
  return { format: reading.format, ...(await readAll(reading.entries)) }
}

describe('a Shopify export', () => {
  it('is known by its header; a product is its first row, whatever variants and images follow', async () => {
    const { format, products, rejects } = await read(
      [
        header,
        'tree-runner,Tree Runner,"<p>Light,',
        'the ""best"" shoe</p>",Allbirds,Apparel > Shoes,Running Shoes,eco,TRUE,Size,9,TR-9,https://cdn.example/1.jpg',
        'tree-runner,,,,,,,,,10,TR-10,',
        'tree-runner,,,,,,,,,,,https://cdn.example/2.jpg',
        'wool-sock,Wool Sock,,Allbirds,,,,TRUE,Title,Default Title,WS,',
        '',
      ].join('\n'),
    )
    expect(format).toBe('shopify-csv')
    expect(products).toEqual([
      { line: 2, id: 'tree-runner', title: 'Tree Runner', brand: 'Allbirds', productType: 'Running Shoes' },
      { line: 6, id: 'wool-sock', title: 'Wool Sock', brand: 'Allbirds' },
    ])
    expect(rejects).toEqual([])
  })

  it('may have the columns in use since 2025', async () => {
    const { format, products } = await read(`"${since2025.replaceAll(',', '","')}"\nMug,mug,,Hay,,Cups,,TRUE,M1\n`)
    expect(format).toBe('shopify-csv')
    expect(products).toEqual([{ line: 2, id: 'mug', title: 'Mug', brand: 'Hay', productType: 'Cups' }])
  })

  it('finds a product wherever its rows stand, and counts no variant as refused', async () => {
    const { products, rejects } = await read(
      [
        header,
        'a,,,V,,,,,,1,A1,',
        'a,A,,V,,,,,,2,A2,',
        'a,A,,V,,,,,,3,A3,',
        'b,B,,V,,,,,,1,B1,',
        'a,,,,,,,,,4,A4,',
      ].join('\n'),
    )
    expect(products.map(({ line, id }) => [line, id])).toEqual([
      [3, 'a'],
      [5, 'b'],
    ])
    expect(rejects).toEqual([[2, 'no_title']])
  })

  it('refuses a product without a title once, not its variants, too', async () => {
    const { products, rejects } = await read(
      [header, 'a,,,V,,,,,,1,A1,', 'a,,,,,,,,,2,A2,', ',,,,,,,,,3,A3,', 'b,B,,V,,,,,,1,B1,'].join('\n'),
    )
    expect(products.map(({ id }) => id)).toEqual(['b'])
    expect(rejects).toEqual([
      [2, 'no_title'],
      [4, 'no_id'],
    ])
  })

  it('reads other columns where the shop says so', async () => {
    const { products } = await read(`${header}\na,A,,V,Shoes > Boots,Boots,,,,,A1,\n`, {
      columns: { product_type: 'product category' },
    })
    expect(products).toMatchObject([{ id: 'a', brand: 'V', productType: 'Shoes > Boots' }])
  })

  it('says by its status that a product is archived', async () => {
    const { products, deleted } = await read(
      [`${header},Status`, 'a,A,,V,,,,,,1,A1,,active', 'b,B,,V,,,,,,1,B1,,archived', 'b,,,,,,,,,2,B2,,'].join('\n'),
    )
    expect(products.map(({ id }) => id)).toEqual(['a'])
    expect(deleted).toEqual([{ id: 'b' }])
  })

  it('is not seen in a plain CSV that happens to have a handle', async () => {
    const { format, products } = await read('id,handle,title,vendor\n1,a,A,V\n')
    expect(format).toBe('csv')
    expect(products).toEqual([{ line: 2, id: '1', title: 'A' }])
  })
})
