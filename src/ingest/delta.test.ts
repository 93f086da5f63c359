import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { SpellerError } from '../speller/errors.ts'
import { ingest, type IngestOptions } from './ingest.ts'
import type { Product } from './product.ts'
import { productRecords } from './product-record.ts'
import { createFileStore } from './testing/file-store.ts'

let dir: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'querymend-delta-'))
})
afterEach(() => rm(dir, { recursive: true }))

interface Row {
  readonly id: number
  readonly title: string
  readonly brand: string
  readonly op?: string
}
const tsv = (rows: readonly Row[]) =>
  ['id\ttitle\tbrand\top', ...rows.map(({ id, title, brand, op = '' }) => [id, title, brand, op].join('\t')), ''].join(
    '\n',
  )
const storeAt = (place: string) => createFileStore(join(dir, place, 'store'))

async function run(place: string, rows: readonly Row[], options: Partial<IngestOptions> = {}) {
  const path = join(dir, 'feed.tsv')
  await writeFile(path, tsv(rows))
  return ingest({ feed: path, dataDir: join(dir, place, 'data'), store: storeAt(place), ...options })
}
const namesAt = async (place: string) =>
  (await storeAt(place).read())!.names.map((line) => JSON.parse(line) as { form: string; kind: string; count: number })
const formsAt = async (place: string) =>
  (await namesAt(place)).map(({ form, kind, count }) => `${kind} ${form} ${count}`)

const tea: Row = { id: 1, title: 'Green Tea', brand: 'Twinings' }
const mug: Row = { id: 2, title: 'Tea Mug', brand: 'Hay' }

describe('a delta feed', () => {
  it('adds, changes and deletes products; a name goes with its last product, and counts stay right', async () => {
    await run('a', [tea, mug])
    const summary = await run(
      'a',
      [
        { id: 3, title: 'Glass Mug', brand: 'Bodum' },
        { ...tea, op: 'delete' },
        { ...mug, title: 'Steel Mug' },
        { id: 9, title: '', brand: '', op: 'D' },
      ],
      { isDelta: true },
    )
    expect(summary).toMatchObject({
      outcome: 'ingested',
      products: 2,
      changes: { added: 1, changed: 1, unchanged: 0, deleted: 1, unknown: 1, elsewhere: 0 },
    })
    expect(await formsAt('a')).toEqual(['brand bodum 1', 'term glass 1', 'brand hay 1', 'term mug 2', 'term steel 1'])
  })

  it('counts the last of several changes of a product', async () => {
    await run('a', [tea])
    const { changes } = await run(
      'a',
      [{ ...tea, op: 'delete' }, { ...tea, title: 'Black Tea' }, mug, { ...mug, op: 'delete' }],
      { isDelta: true },
    )
    expect(changes).toEqual({ added: 0, changed: 1, unchanged: 0, deleted: 0, unknown: 1, elsewhere: 0 })
    expect(await formsAt('a')).toEqual(['term black 1', 'term tea 1', 'brand twinings 1'])
  })

  it('makes the same names, counts and bigrams as a whole feed, whatever the sequence of deltas', async () => {
    const row = fc.record({
      id: fc.integer({ min: 1, max: 6 }),
      title: fc
        .array(fc.constantFrom('Green', 'green', 'Tea', 'Mug', 'Air Max', 'of', '90'), { minLength: 1, maxLength: 5 })
        .map((terms) => terms.join(' ')),
      brand: fc.constantFrom('', 'Hay', 'HAY', 'Air Max', 'Green'),
      op: fc.constantFrom('', '', 'update', 'delete'),
    })
    let runs = 0
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(row, { maxLength: 6 }), { minLength: 1, maxLength: 4 }), async (deltas) => {
        const [one, other, shuffled] = ['one', 'other', 'shuffled'].map((name) => `${name}-${runs}`) as [
          string,
          string,
          string,
        ]
        runs++
        await run(one, [tea])
        const shop = new Map<number, Row>([[1, tea]])
        for (const delta of deltas) {
          const next = new Map(shop)
          for (const change of delta) {
            if (change.op === 'delete') next.delete(change.id)
            else next.set(change.id, change)
          }
          if (next.size === 0) {
            await expect(run(one, delta, { isDelta: true })).rejects.toThrow(/it deletes every product/)
            continue
          }
          const { products } = await run(one, delta, { isDelta: true })
          expect(products).toBe(next.size)
          shop.clear()
          for (const [id, product] of next) shop.set(id, product)
        }
        const made = (await storeAt(one).read())!
        const record = await productsAt(one, made.id)
        await run(
          other,
          record.map(({ id }) => ({ ...shop.get(Number(id))!, op: '' })),
        )
        const { id: _id, ...expected } = (await storeAt(other).read())!
        expect(made).toMatchObject(expected)
        // In another order only the spelling that is shown may differ.
        await run(
          shuffled,
          [...shop.values()].reverse().map((product) => ({ ...product, op: '' })),
        )
        expect(await formsAt(shuffled)).toEqual(await formsAt(one))
        expect((await storeAt(shuffled).read())!.bigrams).toEqual(made.bigrams)
      }),
      { numRuns: 8 },
    )
  })

  it('keeps popular queries unless it is given others', async () => {
    const queries = join(dir, 'queries.txt')
    await writeFile(queries, 'tea pot\t12\n')
    await run('a', [tea], { popularQueries: queries })
    expect((await run('a', [mug], { isDelta: true })).names.query).toBe(1)
    await writeFile(queries, 'tea\t3\nmug\t4\n')
    expect((await run('a', [mug], { isDelta: true, popularQueries: queries })).names.query).toBe(2)
    expect((await run('a', [{ ...tea, op: 'delete' }], { isDelta: true })).names.query).toBe(2)
  })

  it('knows a product by its id and locale', async () => {
    await run('a', [tea], { locale: 'en' })
    await run('a', [{ ...tea, title: 'Grüner Tee' }], { isDelta: true, locale: 'de' })
    expect(await formsAt('a')).toHaveLength(6)
    const { changes } = await run('a', [{ ...tea, op: 'delete' }], { isDelta: true, locale: 'en' })
    expect(changes).toMatchObject({ deleted: 1, unknown: 0, elsewhere: 0 })
    expect(await formsAt('a')).toEqual(['term gruner 1', 'term tee 1', 'brand twinings 1'])
  })

  it('has the locale of the whole feed where it is given none, however many deltas came between', async () => {
    const oolong = { ...tea, title: 'Oolong Tee' }
    await run('a', [tea, mug], { locale: 'de' })
    const first = await run('a', [oolong], { isDelta: true })
    expect(first).toMatchObject({
      products: 2,
      changes: { added: 0, changed: 1, elsewhere: 0 },
      deltaLocale: { used: 'de', recorded: 'de' },
    })
    const french = await run('a', [{ ...tea, title: 'Thé vert' }], { isDelta: true, locale: 'fr' })
    expect(french).toMatchObject({
      products: 3,
      changes: { added: 1, elsewhere: 1 },
      deltaLocale: { used: 'fr', recorded: 'de' },
    })
    const last = await run('a', [{ ...mug, op: 'delete' }], { isDelta: true })
    expect(last).toMatchObject({ products: 2, changes: { deleted: 1, unknown: 0 } })
    expect(await productsAt('a', last.generation!)).toEqual([
      { id: '1', title: 'Oolong Tee', brand: 'Twinings', locale: 'de' },
      { id: '1', title: 'Thé vert', brand: 'Twinings', locale: 'fr' },
    ])
    const again = await run('a', [{ ...tea, title: 'Thé noir' }], { isDelta: true, locale: 'fr' })
    expect(again.changes).toMatchObject({ changed: 1, elsewhere: 0 })
  })

  it('counts what is there in another locale only, since it may be the same product', async () => {
    await run('a', [tea, mug], { locale: 'de' })
    const { products, changes } = await run('a', [tea, { ...mug, op: 'delete' }, { ...tea, id: 7 }], {
      isDelta: true,
      locale: 'fr',
    })
    expect([products, changes]).toEqual([
      4,
      { added: 2, changed: 0, unchanged: 0, deleted: 0, unknown: 1, elsewhere: 2 },
    ])
    await run('b', [tea])
    expect((await run('b', [tea], { isDelta: true, locale: 'de' })).changes).toMatchObject({ added: 1, elsewhere: 1 })
  })

  it('is read as before where the record of an earlier version does not say the locale', async () => {
    const { generation } = await run('a', [tea], { locale: 'de' })
    const record = join(dir, 'a', 'data', 'products', `${generation}.jsonl.gz`)
    const [, ...lines] = gunzipSync(await readFile(record))
      .toString()
      .split('\n')
    await writeFile(record, gzipSync(['{"version":1}', ...lines].join('\n')))
    const { deltaLocale, changes } = await run('a', [tea], { isDelta: true })
    expect([deltaLocale, changes]).toEqual([{}, expect.objectContaining({ added: 1, elsewhere: 1 })])
    const next = await run('a', [{ ...tea, title: 'Oolong' }], { isDelta: true, locale: 'de' })
    expect(next).toMatchObject({ deltaLocale: { used: 'de' }, changes: { changed: 1, added: 0 } })
    expect(next.deltaLocale).not.toHaveProperty('recorded')
  })

  it('does nothing the second time, and builds again when another came between', async () => {
    await run('a', [tea])
    expect((await run('a', [mug], { isDelta: true })).outcome).toBe('ingested')
    expect((await run('a', [mug], { isDelta: true })).outcome).toBe('already_live')
    await run('a', [{ ...mug, op: 'delete' }], { isDelta: true })
    expect(await run('a', [mug], { isDelta: true })).toMatchObject({ outcome: 'ingested', changes: { added: 1 } })
  })

  it('needs the record of the live generation, whole', async () => {
    await expect(run('a', [tea], { isDelta: true })).rejects.toMatchObject({
      code: 'config_invalid',
      message: expect.stringMatching(/no record of them here; ingest a whole feed first/) as string,
    })
    const { generation } = await run('a', [tea])
    const record = join(dir, 'a', 'data', 'products', `${generation}.jsonl.gz`)
    const whole = await readFile(record)
    for (const broken of [
      whole.subarray(0, -9),
      gzipSync('{"version":1}\n["1","Green Tea"]\n'),
      gzipSync('{"version":9}\n'),
    ]) {
      await writeFile(record, broken)
      await expect(run('a', [mug], { isDelta: true })).rejects.toMatchObject({ code: 'catalog_invalid' })
    }
    await writeFile(record, whole)
    expect((await run('a', [mug], { isDelta: true })).products).toBe(2)
  })

  it('finds the record of a generation that went live just before a kill', async () => {
    await run('a', [tea])
    const { generation } = await run('a', [mug], { isDelta: true })
    // As if the process had ended between the swap and the note of it.
    await rm(join(dir, 'a', 'data', 'ingest-state.json'))
    const { changes } = await run('a', [{ ...tea, op: 'delete' }], { isDelta: true })
    expect(changes).toMatchObject({ deleted: 1 })
    expect(await formsAt('a')).toEqual(['brand hay 1', 'term mug 1', 'term tea 1'])
    expect(await readdir(join(dir, 'a', 'data', 'products'))).toHaveLength(2)
    expect(await readdir(join(dir, 'a', 'data', 'products'))).toContain(`${generation}.jsonl.gz`)
  })

  it('leaves the record of the live generation when it fails', async () => {
    await run('a', [tea])
    const failing = createFileStore(join(dir, 'a', 'store'), {
      before: (step) => {
        if (step === 'commit') throw new SpellerError('index_failed', 'no space left')
      },
    })
    await expect(run('a', [mug], { isDelta: true, store: failing })).rejects.toThrow('no space left')
    expect(await run('a', [mug], { isDelta: true })).toMatchObject({ products: 2, changes: { added: 1 } })
    expect(await readdir(join(dir, 'a', 'data', 'products'))).toHaveLength(2)
  })

  it('refuses what it does not understand rather than to guess', async () => {
    await run('a', [tea])
    const { rejectsByReason } = await run('a', [mug, { ...tea, op: 'discontinue' }], { isDelta: true })
    expect(rejectsByReason).toEqual({ unknown_op: 1 })
    await expect(run('a', [{ ...tea, op: '?' }], { isDelta: true })).rejects.toThrow(/line 2: unknown_op/)
  })
})

describe('a whole feed', () => {
  it('leaves out what it marks as deleted', async () => {
    expect(await run('a', [tea, { ...mug, op: 'delete' }])).toMatchObject({ products: 1, markedDeleted: 1 })
    expect(await formsAt('a')).toEqual(['term green 1', 'term tea 1', 'brand twinings 1'])
  })

  it('that only deletes is taken for a delta feed without its flag', async () => {
    const deleted = { ...tea, op: 'delete' }
    await expect(run('a', [deleted])).rejects.toThrow(
      /no usable product: 1 records delete their product; a feed of changes needs --delta$/,
    )
    await expect(run('a', [deleted, { ...mug, op: '?' }])).rejects.toThrow(
      /needs --delta; all 1 other records were refused, the first at line 3: unknown_op/,
    )
  })
})

/** In the order of a generation's record. */
async function productsAt(place: string, generation: string): Promise<Product[]> {
  const products: Product[] = []
  for await (const one of productRecords(join(dir, place, 'data')).read(generation))
    if ('product' in one) products.push(one.product)
  return products
}
