import { createHash } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { anyString } from '../testing/any-string.ts'
import { onOneLine } from '../speller/normalise.ts'
import { plainText } from './plain-text.ts'
import type { Product } from './product.ts'
import { openFeed } from './read-feed.ts'
import { readAll } from './testing/entries.ts'

let dir: string
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'querymend-feed-'))
})
afterAll(() => rm(dir, { recursive: true }))

async function read(name: string, content: string | Uint8Array) {
  await writeFile(join(dir, name), content)
  return readAll((await openFeed(join(dir, name))).entries)
}

// As a feed may hold it: printable, visible, no runs of white space, not damaged, no HTML.
const text = fc
  .string({
    unit: fc.oneof(fc.constantFrom(...`abÄß "'<>&,;|]-1`), anyString({ maxLength: 1 })),
    minLength: 1,
    maxLength: 12,
  })
  .map((value) => value.replace(/[\s\p{Cc}\uFFFD-\uFFFF]+/gu, ' ').trim())
  .filter((value) => value !== '' && plainText(value) === value && onOneLine(value) === value)
const product: fc.Arbitrary<Product> = fc.record(
  { id: text, title: text, brand: text, productType: text },
  { requiredKeys: ['id', 'title'] },
)

const columns = ['id', 'title', 'brand', 'productType'] as const
const header = ['id', 'title', 'brand', 'product_type']
const quoted = (value: string) => `"${value.replaceAll('"', '""')}"`
const escaped = (value: string) => value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
const table = (delimiter: string, end: string) => (products: readonly Product[]) =>
  [header, ...products.map((one) => columns.map((column) => quoted(one[column] ?? '')))]
    .map((row) => row.join(delimiter))
    .join(end)

const renderings: readonly [string, (products: readonly Product[]) => string][] = [
  ['p.jsonl', (products) => products.map((one) => JSON.stringify(one)).join('\n')],
  ['p.csv', table(',', '\n')],
  ['p.tsv', table('\t', '\r\n')],
  [
    'p.xml',
    (products) =>
      `<rss xmlns:g="http://base.google.com/ns/1.0"><channel>${products
        .map(
          (one) =>
            `<item>${columns.map((c, i) => (one[c] === undefined ? '' : `<g:${header[i]}>${escaped(one[c])}</g:${header[i]}>`)).join('')}</item>`,
        )
        .join('\n')}</channel></rss>`,
  ],
]

describe('openFeed', () => {
  it('reads the same products back from every rendering, packed or not', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(product, { minLength: 1, maxLength: 20 }), fc.boolean(), async (products, isPacked) => {
        for (const [name, render] of renderings) {
          const content = Buffer.from(render(products))
          const { products: found, rejects } = await read(name, isPacked ? gzipSync(content) : content)
          expect(rejects).toEqual([])
          expect(found.map(({ line: _line, ...one }) => one)).toEqual(products)
        }
      }),
      { numRuns: 30 },
    )
  })

  it('counts and hashes the bytes of the file as it lies on the disk', async () => {
    const content = gzipSync('id\ttitle\n' + Array.from({ length: 30_000 }, (_, i) => `${i}\ttitle ${i}\n`).join(''))
    await writeFile(join(dir, 'big.tsv.gz'), content)
    const reading = await openFeed(join(dir, 'big.tsv.gz'))
    const { products } = await readAll(reading.entries)
    expect(products).toHaveLength(30_000)
    expect(reading.format).toBe('tsv')
    expect([reading.bytesRead(), reading.totalBytes]).toEqual([content.length, content.length])
    expect(await reading.sha256()).toBe(createHash('sha256').update(content).digest('hex'))
  })

  it('fails on a gzip file that is cut off', async () => {
    const content = gzipSync(
      Array.from({ length: 9000 }, (_, i) => `{"id":"${i}","title":"${Math.sin(i)}"}\n`).join(''),
    )
    await expect(read('cut.jsonl.gz', content.subarray(0, -500))).rejects.toMatchObject({
      code: 'catalog_invalid',
      message: expect.stringContaining('damaged or cut off') as string,
    })
  })

  it('fails on a missing file and on a directory', async () => {
    await expect(openFeed('s3://bucket/feed.csv')).rejects.toThrow(/s3:\/\/bucket\/feed\.csv: .*download it first/)
    await expect(openFeed(join(dir, 'none.tsv'))).rejects.toThrow(/none\.tsv: cannot be read: there is no such file/)
    await expect(openFeed(dir)).rejects.toThrow(/it is a directory/)
  })
})
