import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { osaDistance } from '../../speller/edit-distance.ts'
import { nearEdits } from '../../speller/rank-hits.ts'
import { describeCatalogIndex, nameOf } from './contract.ts'
import { decodeIndex, encodeIndex } from './embedded-format.ts'
import { openEmbeddedStore, openMemoryIndex } from './embedded.ts'

const root = mkdtempSync(join(tmpdir(), 'querymend-embedded-'))
afterAll(() => rmSync(root, { recursive: true }))

describeCatalogIndex('embedded', async () => {
  const dir = mkdtempSync(join(root, 'store-'))
  return {
    store: openEmbeddedStore(dir),
    reopen: async (options) => openEmbeddedStore(dir, options),
    generations: async () => readdirSync(dir).filter((file) => /\.qmix/.test(file)).length,
    cleanup: async () => rmSync(dir, { recursive: true, force: true }),
  }
})

describe('openEmbeddedStore', () => {
  const build = async () => {
    const dir = mkdtempSync(join(root, 'damage-'))
    const builder = await openEmbeddedStore(dir).build()
    await builder.addNames([nameOf('Nike'), nameOf('Puma')])
    await builder.commit({ products: 2 })
    const file = join(
      dir,
      readdirSync(dir).find((name) => name.endsWith('.qmix'))!,
    )
    return { dir, file, bytes: readFileSync(file) }
  }
  const search = async (dir: string) => (await openEmbeddedStore(dir).open()).search(['nike'], { limit: 1 })

  it('refuses a file with one flipped bit, and says what to do', async () => {
    const { dir, file, bytes } = await build()
    bytes[bytes.length - 9]! ^= 4
    writeFileSync(file, bytes)
    await expect(search(dir)).rejects.toMatchObject({ code: 'catalog_invalid', message: /checksum.*Ingest/ })
  })

  it('refuses a truncated and a foreign file', async () => {
    const { dir, file, bytes } = await build()
    writeFileSync(file, bytes.subarray(0, bytes.length / 2))
    await expect(search(dir)).rejects.toMatchObject({ code: 'catalog_invalid' })
    writeFileSync(file, 'PK not an index at all')
    await expect(search(dir)).rejects.toMatchObject({ code: 'catalog_invalid', message: /not a Querymend/ })
  })

  it.each([
    ['lost', (file: string) => rmSync(file)],
    ['cut to nothing', (file: string) => writeFileSync(file, '')],
  ])('refuses a live generation whose file is %s, says what to do, and replaces it', async (_, damage) => {
    const { dir, file } = await build()
    damage(file)
    const refused = { code: 'catalog_invalid', message: expect.stringMatching(/Ingest the catalog again\.$/) as string }
    await expect(search(dir)).rejects.toMatchObject(refused)
    const builder = await openEmbeddedStore(dir).build()
    await builder.addNames([nameOf('Nike')])
    await builder.commit({ products: 1 })
    expect((await search(dir)).map((hits) => hits.length)).toEqual([1])
  })

  it('names the lost file, and leads to the generations that are kept', async () => {
    const dir = mkdtempSync(join(root, 'damage-'))
    const store = openEmbeddedStore(dir, { keep: 1 })
    const first = await (await store.build()).commit({ products: 1 })
    const { id } = await (await store.build()).commit({ products: 2 })
    const file = join(dir, `${id}.qmix`)
    rmSync(file)
    await expect(search(dir)).rejects.toMatchObject({
      message: `The file of generation ${id} is missing: ${file}. Ingest the catalog again, or roll back to one that is kept (npm run generations).`,
    })
    expect(await store.activate(first.id)).toEqual(first)
  })

  it('has no generation where CURRENT is empty, and takes the next', async () => {
    const { dir } = await build()
    for (const text of ['', ' \n']) {
      writeFileSync(join(dir, 'CURRENT'), text)
      const store = openEmbeddedStore(dir, { keep: 1 })
      const index = await store.open()
      expect(await index.info()).toMatchObject({ id: 'none', names: 0 })
      expect((await store.generations()).filter(({ isLive }) => isLive)).toEqual([])
      const { id } = await (await store.build()).commit({ products: 1 })
      expect(await index.info()).toMatchObject({ id })
      expect((await store.generations()).find(({ isLive }) => isLive)).not.toHaveProperty('follows')
    }
  })

  it('keeps the generation in force where the next one cannot be read, says so once, and follows again', async () => {
    const { dir } = await build()
    const errors: string[] = []
    const index = await openEmbeddedStore(dir, { onError: ({ message }) => errors.push(message) }).open()
    const { id } = await index.info()
    const next = await openEmbeddedStore(dir, { keep: 2 }).build()
    await next.addNames([nameOf('Hygeeni')])
    await next.commit({ products: 1 })
    const file = join(dir, `${next.id}.qmix`)
    const bytes = readFileSync(file)
    writeFileSync(file, 'made by another version')
    for (let i = 0; i < 3; i++) expect((await index.search(['nike'], { limit: 1 }))[0]).toHaveLength(1)
    await index.upsert([nameOf('Zorb')])
    expect(await index.counts(['zorb', 'hygeeni'])).toEqual([1, 0])
    expect(await index.info()).toMatchObject({ id })
    expect(errors).toEqual([expect.stringMatching(`^Generation ${next.id} cannot be read; ${id} stays in force: `)])
    writeFileSync(file, bytes)
    const other = await openEmbeddedStore(dir, { keep: 2 }).build()
    await other.addNames([nameOf('Velbo')])
    await other.commit({ products: 1 })
    expect(await index.counts(['velbo', 'zorb', 'nike'])).toEqual([1, 1, 0])
    expect(errors).toHaveLength(1)
  })

  it('refuses a file of another version, lists it not, and replaces it', async () => {
    const { dir, file, bytes } = await build()
    const { header, arrays } = decodeIndex(new Uint8Array(bytes))
    writeFileSync(file, encodeIndex({ ...header, version: 1 }, arrays))
    await expect(search(dir)).rejects.toMatchObject({ code: 'catalog_invalid', message: /version 1.*Ingest/ })
    const store = openEmbeddedStore(dir)
    expect(await store.generations()).toEqual([])
    const builder = await store.build()
    await builder.addNames([nameOf('Nike')])
    await builder.commit({ products: 1 })
    expect((await search(dir)).map((hits) => hits.length)).toEqual([1])
  })

  it('forgets a change that was cut off while it was written', async () => {
    const { dir } = await build()
    const index = await openEmbeddedStore(dir).open()
    await index.upsert([nameOf('Hygeeni')])
    writeFileSync(join(dir, 'live.jsonl'), readFileSync(join(dir, 'live.jsonl'), 'utf8') + '{"op":"upsert","na')
    const again = await openEmbeddedStore(dir).open()
    await again.upsert([nameOf('Zorb')])
    const hits = await again.search(['hygeeni', 'zorb'], { limit: 1 })
    expect(hits.map((own) => own[0]!.name.text)).toEqual(['Hygeeni', 'Zorb'])
  })

  it('writes of changes at run time only what is news, and keeps what comes to them at an ingestion', async () => {
    const { dir } = await build()
    const store = openEmbeddedStore(dir, { keep: 1 })
    const index = await store.open()
    const text = () => readFileSync(join(dir, 'live.jsonl'), 'utf8')
    const lines = () => text().trimEnd().split('\n').length
    await index.remove(['never there'])
    for (let i = 0; i < 3; i++) await index.upsert([nameOf('Hygeeni', { count: 2 }), nameOf('Zorb')])
    expect(lines()).toBe(1)
    await index.upsert([nameOf('Zorb', { count: 9 }), nameOf('Hygeeni', { count: 2 })])
    for (let i = 0; i < 3; i++) await index.remove(['puma', 'never there'])
    await index.upsert([nameOf('Zorb', { count: 4 }), nameOf('Zorb', { count: 9 })])
    expect(text().split('\n').slice(1)).toEqual([
      JSON.stringify({ op: 'upsert', names: [nameOf('Zorb', { count: 9 })] }),
      JSON.stringify({ op: 'remove', forms: ['puma'], generation: (await index.info()).id }),
      '',
    ])
    const namesOf = async () =>
      (await index.search(['nike', 'puma', 'zorb', 'hygeeni'], { limit: 1 })).map((hits) => hits[0]?.name.text)
    expect(await namesOf()).toEqual(['Nike', undefined, 'Zorb', 'Hygeeni'])
    for (let i = 0; i < 9; i++) await index.upsert([nameOf('Zorb', { count: 10 + i })])
    const first = (await index.info()).id
    const ingested = await (await store.build()).commit({ products: 1 })
    expect(lines()).toBe(3)
    expect(await namesOf()).toEqual([undefined, undefined, 'Zorb', 'Hygeeni'])
    await index.remove(['zorb'])
    expect(await namesOf()).toEqual([undefined, undefined, undefined, 'Hygeeni'])
    await store.activate(first)
    expect(await namesOf()).toEqual(['Nike', undefined, undefined, 'Hygeeni'])
    await store.activate(ingested.id)
    for (let i = 0; i < 2; i++) await (await store.build()).commit({ products: 1 })
    expect(text().match(/"forms":\["puma"\]/)).toBeNull()
  })

  it('refuses to roll back to a damaged generation, and keeps the live one', async () => {
    const dir = mkdtempSync(join(root, 'damage-'))
    const store = openEmbeddedStore(dir, { keep: 1 })
    const [first, second] = [
      await (await store.build()).commit({ products: 1 }),
      await (await store.build()).commit({ products: 2 }),
    ]
    const file = join(dir, `${first.id}.qmix`)
    const bytes = readFileSync(file)
    bytes[bytes.length - 9]! ^= 4
    writeFileSync(file, bytes)
    await expect(store.activate(first.id)).rejects.toMatchObject({ code: 'catalog_invalid' })
    expect(await (await store.open()).info()).toEqual(second)
  })
})

describe('openMemoryIndex', () => {
  it('finds every near name, and no other, among names that begin alike', async () => {
    const ending = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 6 })
    const form = fc
      .tuple(fc.constantFrom('kitchen', 'kitchens', 'kitch', 'bath'), ending)
      .map((parts) => parts.join(''))
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(form, { minLength: 1, maxLength: 60 }), form, async (forms, span) => {
        const index = openMemoryIndex(
          forms.map((own) => nameOf(own)),
          [],
          1,
        )
        const [hits] = await index.search([span], { limit: 100 })
        const isNear = (own: string) => osaDistance(own, span, 2) <= nearEdits(span.length, own.length)
        expect(
          hits!
            .filter(({ edits, name }) => edits <= nearEdits(span.length, name.form.length))
            .map(({ name }) => name.form)
            .sort(),
        ).toEqual(forms.filter(isNear).sort())
      }),
      { numRuns: 60 },
    )
  })
})
