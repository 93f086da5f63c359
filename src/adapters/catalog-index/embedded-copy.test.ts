import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { CatalogIndex, GenerationStore } from '../../speller/ports.ts'
import { nameOf } from './contract.ts'
import { formsOf } from './contract-harness.ts'
import { openEmbeddedStore } from './embedded.ts'
import { type Copy, indexOfCopy, readCopy } from './embedded-copy.ts'

let dir: string
let store: GenerationStore
let reads: string[]
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'querymend-copy-'))
  store = openEmbeddedStore(dir, { keep: 2 })
  reads = []
})
afterEach(() => rmSync(dir, { recursive: true }))

const read = async (path: string) => {
  reads.push(path.slice(dir.length + 1))
  try {
    return new Uint8Array(readFileSync(path))
  } catch {
    return undefined
  }
}
async function ingest(...texts: readonly string[]) {
  const builder = await store.build()
  await builder.addNames(texts.map((text) => nameOf(text, { count: 3 })))
  return builder.commit({ products: texts.length })
}
const find = async (index: CatalogIndex, span: string) => formsOf((await index.search([span], { limit: 5 }))[0]!)

describe('readCopy', () => {
  it('answers as the store whose directory was copied, with the names that changed since', async () => {
    const info = await ingest('Nike', 'Puma')
    const live = await store.open()
    const before = await readCopy(dir, read)
    await live.upsert([nameOf('Hygeeni')])
    await live.remove(['puma'])
    const after = await readCopy(dir, read, before)
    const [first, second] = [before, after].map((copy) => indexOfCopy(async () => copy)) as [CatalogIndex, CatalogIndex]
    expect(await first.info()).toEqual(info)
    expect([await find(first, 'hygeeni'), await find(first, 'pumma')]).toEqual([[], ['puma']])
    const { revision, ...changed } = await second.info()
    expect(changed).toEqual(await live.info())
    expect(revision).toMatch(/^[0-9a-f]{1,8}$/)
    expect([await find(second, 'hygeeny'), await find(second, 'pumma')]).toEqual([['hygeeni'], []])
    expect(await second.counts(['nike', 'hygeeni', 'puma'])).toEqual(await live.counts(['nike', 'hygeeni', 'puma']))
  })

  it.each(['hybrid', 'bm25', 'fuzzy-bm25'] as const)(
    'finds by the retriever %s, as the store does',
    async (retriever) => {
      await ingest('Running Shoes', 'Shoes', 'Shore')
      const live = await openEmbeddedStore(dir, { retriever }).open()
      await live.upsert([nameOf('Red Shoes')])
      const first = await readCopy(dir, read, undefined, retriever)
      const spans = ['red shoes', 'runing shoes', 'shoess']
      const expected = await live.search(spans, { limit: 9 })
      for (const copy of [first, await readCopy(dir, read, first, retriever)])
        expect(await indexOfCopy(async () => copy).search(spans, { limit: 9 })).toEqual(expected)
      expect(formsOf(expected[2]!)).toEqual(retriever === 'bm25' ? [] : expect.arrayContaining(['shoes']))
    },
  )

  it('counts by locale, as the store does', async () => {
    const builder = await store.build()
    await builder.addNames([nameOf('Gift', { count: 9, locale: 'en' }), nameOf('Gift', { count: 2, locale: 'de' })])
    await builder.commit({ products: 2 })
    const copy = await readCopy(dir, read)
    const index = indexOfCopy(async () => copy)
    expect(await index.counts(['gift'], 'de')).toEqual([2])
    expect(await index.counts(['gift'], 'de')).toEqual(await (await store.open()).counts(['gift'], 'de'))
  })

  it('reads the generation again only when another is live', async () => {
    const { id } = await ingest('Nike')
    const first = await readCopy(dir, read)
    expect(await readCopy(dir, read, first)).toBe(first)
    await (await store.open()).upsert([nameOf('Zorb')])
    const second = await readCopy(dir, read, first)
    expect(second.index).toBe(first.index)
    const next = await ingest('Adidas')
    const third = await readCopy(dir, read, second)
    expect(third.view.info().id).toBe(next.id)
    expect(reads.filter((path) => path.endsWith('.qmix'))).toEqual([`${id}.qmix`, `${next.id}.qmix`])
  })

  it('says that there is no catalog, and what is missing of one', async () => {
    await expect(readCopy(dir, read)).rejects.toMatchObject({ code: 'index_failed' })
    const { id } = await ingest('Nike')
    rmSync(join(dir, `${id}.qmix`))
    const missing = { code: 'catalog_invalid', message: expect.stringContaining(`${id}.qmix is missing`) as string }
    await expect(readCopy(dir, read)).rejects.toMatchObject(missing)
  })

  it('refuses a damaged generation, and a line that is no change', async () => {
    const { id } = await ingest('Nike')
    const damaged = async (path: string) => {
      const bytes = await read(path)
      return path.endsWith('.qmix') ? bytes?.map((byte, at) => (at === 200 ? byte ^ 1 : byte)) : bytes
    }
    await expect(readCopy(dir, damaged)).rejects.toMatchObject({ code: 'catalog_invalid' })
    const broken = async (path: string) =>
      path.endsWith('live.jsonl') ? new TextEncoder().encode('\n{"op":"upsert"}\n') : read(path)
    const message = expect.stringMatching(/live\.jsonl:2 is not a change/) as string
    await expect(readCopy(dir, broken)).rejects.toMatchObject({ code: 'catalog_invalid', message })
    const cutOff = async (path: string) =>
      path.endsWith('live.jsonl') ? new TextEncoder().encode('{"op":"ups') : read(path)
    expect((await readCopy(dir, cutOff)).view.info().id).toBe(id)
  })
})

describe('indexOfCopy', () => {
  it('changes no names', async () => {
    await ingest('Nike')
    const copy: Copy = await readCopy(dir, read)
    const index = indexOfCopy(async () => copy)
    for (const change of [index.upsert([nameOf('Zorb')]), index.remove(['nike'])])
      await expect(change).rejects.toMatchObject({ code: 'unsupported' })
    expect(await find(index, 'nikee')).toEqual(['nike'])
    await index.close()
  })
})
