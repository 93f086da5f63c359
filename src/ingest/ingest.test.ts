import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { SpellerError } from '../speller/errors.ts'
import { ingest, type IngestOptions, type IngestProgress } from './ingest.ts'
import { createFileStore, type FileStoreOptions } from './testing/file-store.ts'

let dir: string
let dataDir: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'querymend-ingest-'))
  dataDir = join(dir, 'data')
})
afterEach(() => rm(dir, { recursive: true }))

const storeWith = (options: FileStoreOptions = {}) => createFileStore(join(dir, 'store'), options)

async function feed(content: string, name = 'feed.tsv'): Promise<string> {
  await writeFile(join(dir, name), content)
  return join(dir, name)
}

const run = (path: string, options: Partial<IngestOptions> = {}) =>
  ingest({ feed: path, dataDir, store: storeWith(), ...options })

const small = 'id\ttitle\tbrand\n1\tNike Air Max\tNike\n2\tAdidas Samba\tAdidas\n'
/** Some 7,000 names and bigrams: several batches of each. */
const large =
  'id\ttitle\n' + Array.from({ length: 2500 }, (_, i) => `${i}\tw${letters(i)} q${letters(i * 7)} common\n`).join('')
function letters(value: number): string {
  return value.toString(26).replace(/\d/g, (digit) => 'qrstuvwxyz'[Number(digit)]!)
}
const formsOf = (lines: readonly string[]) => lines.map((line) => (JSON.parse(line) as { form: string }).form)

describe('ingest', () => {
  it('puts the names of a feed live', async () => {
    const store = storeWith()
    const summary = await run(await feed(small), { store })
    const live = await store.read()
    expect(summary).toMatchObject({ outcome: 'ingested', products: 2, rejects: 0, duplicates: 0, generation: live!.id })
    expect(summary.names).toMatchObject({ brand: 2, query: 0 })
    expect(formsOf(live!.names)).toEqual(expect.arrayContaining(['adidas', 'nike', 'samba']))
    expect(live!.bigrams).toHaveLength(summary.bigrams)
    expect(live!.products).toBe(2)
    expect(await readdir(dataDir)).toEqual(['ingest-state.json', 'products'])
  })

  it('does nothing when the same feed is live, unless forced', async () => {
    const path = await feed(small)
    const first = await run(path)
    const unused = storeWith({
      before: () => {
        throw new Error('nothing may be written')
      },
    })
    const again = await run(path, { store: unused })
    expect(again).toMatchObject({ outcome: 'already_live', generation: first.generation, products: 2 })
    expect(again.names).toEqual(first.names)
    const forced = await run(path, { force: true })
    expect(forced.outcome).toBe('ingested')
    expect(forced.generation).not.toBe(first.generation)
  })

  it.each([
    ['recorded', 'already_live'],
    ['not recorded', 'resumed'],
  ])('finishes a run that was killed after its swap, when it had %s it', async (recorded, outcome) => {
    const path = await feed(small)
    const { generation } = await run(path)
    const state = await readFile(join(dataDir, 'ingest-state.json'), 'utf8')
    const checkpoint = { ...(JSON.parse(state) as object), names: 4, bigrams: 2 }
    await writeFile(join(dataDir, 'ingest-checkpoint.json'), JSON.stringify(checkpoint))
    if (recorded === 'not recorded') await rm(join(dataDir, 'ingest-state.json'))
    expect(await run(path)).toMatchObject({ outcome, generation })
    expect(await readdir(dataDir)).toEqual(['ingest-state.json', 'products'])
    expect(await readFile(join(dataDir, 'ingest-state.json'), 'utf8')).toBe(state)
  })

  it('knows what a server sends by its content, too: live already, or begun by a killed run', async () => {
    let content = small
    const server = createServer((_request, response) => void response.end(content))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    try {
      const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/feeds/shop.tsv?token=secret`
      const first = await run(address)
      expect(first).toMatchObject({ outcome: 'ingested', products: 2, feed: address.replace(/\?.*/, '') })
      expect(await run(address)).toMatchObject({ outcome: 'already_live', generation: first.generation })
      content += '\tno id\n'
      expect(await run(address)).toMatchObject({
        outcome: 'ingested',
        rejectsFile: join(dataDir, 'shop.tsv.rejects.jsonl'),
      })
      content = large
      let calls = 0
      const away = storeWith({
        isResumable: true,
        before: () => {
          if (++calls > 1) throw new SpellerError('index_failed', 'the store is away')
        },
      })
      await expect(run(address, { store: away })).rejects.toThrow('the store is away')
      const back = storeWith({ isResumable: true })
      expect(await run(address, { store: back })).toMatchObject({ outcome: 'resumed', products: 2500 })
    } finally {
      await new Promise((resolve) => server.close(resolve))
    }
  })

  it('builds anew when the columns are read otherwise', async () => {
    const path = await feed('sku\tname\ttitle\n1\tTea\tCoffee\n')
    expect((await run(path, { columns: { id: 'sku', title: 'name' } })).outcome).toBe('ingested')
    expect(formsOf((await storeWith().read())!.names)).toEqual(['tea'])
    expect((await run(path, { columns: { id: 'sku' } })).outcome).toBe('ingested')
    expect(formsOf((await storeWith().read())!.names)).toEqual(['coffee'])
  })

  it('builds anew when the bytes, the options or the live generation are others', async () => {
    const path = await feed(small)
    await run(path)
    expect((await run(path, { locale: 'de' })).outcome).toBe('ingested')
    const queries = await feed('air max\t90\n', 'queries.tsv')
    expect((await run(path, { popularQueries: queries })).names.query).toBe(1)
    await feed('samba\t90\nair max\t3\n', 'queries.tsv')
    expect((await run(path, { popularQueries: queries })).names.query).toBe(2)
    await feed(small + '3\tPuma Suede\tPuma\n')
    expect((await run(path)).products).toBe(3)
    await rm(join(dir, 'store'), { recursive: true })
    expect((await run(path)).outcome).toBe('ingested')
    await writeFile(join(dataDir, 'ingest-state.json'), '{"key":')
    expect((await run(path)).outcome).toBe('ingested')
  })

  it('counts bad lines into a rejects file, and removes it once there are none', async () => {
    const path = await feed('id\ttitle\n1\tTea\n\tno id\n2\n1\tCoffee\n')
    const summary = await run(path)
    expect(summary).toMatchObject({
      products: 1,
      rejects: 2,
      duplicates: 1,
      rejectsByReason: { no_id: 1, column_count: 1 },
    })
    expect(summary.rejectsFile).toBe(join(dataDir, 'feed.tsv.rejects.jsonl'))
    expect(
      (await readFile(summary.rejectsFile!, 'utf8'))
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown),
    ).toEqual([
      { line: 3, reason: 'no_id', raw: '\tno id' },
      { line: 4, reason: 'column_count', detail: '1 columns, not 2', raw: '2' },
    ])
    expect(formsOf((await storeWith().read())!.names)).toEqual(['tea'])
    await feed(small)
    expect(await run(path)).not.toHaveProperty('rejectsFile')
    expect(await readdir(dataDir)).toEqual(['ingest-state.json', 'products'])
  })

  it.each([
    ['is missing', undefined, /there is no such file/],
    [
      'has no usable product',
      'id,title\n,a\n',
      /no usable product: all 1 records were refused, the first at line 2: no_id; see .*rejects/,
    ],
    ['has a header only', 'id,title\n', /no usable product: it holds no records/],
    ['is cut off', '<rss><item><id>1</id><title>a</title></item><item>', /cut off/],
  ])('leaves the live generation when the feed %s', async (_what, content, message) => {
    const before = await run(await feed(small))
    const path = content === undefined ? join(dir, 'none.tsv') : await feed(content, 'bad.txt')
    await expect(run(path)).rejects.toThrow(message)
    await expect(run(path)).rejects.toMatchObject({ code: 'catalog_invalid' })
    expect(await storeWith().generations()).toEqual([before.generation])
    expect((await readdir(dataDir)).filter((name) => !name.endsWith('.rejects.jsonl'))).toEqual([
      'ingest-state.json',
      'products',
    ])
  })

  it.each(['names', 'bigrams', 'commit'] as const)(
    'leaves the live generation when the store fails at the %s',
    async (step) => {
      const before = await run(await feed(small))
      const failing = storeWith({
        before: (at) => {
          if (at === step) throw new SpellerError('index_failed', 'no space left')
        },
      })
      await expect(run(await feed(large), { store: failing })).rejects.toThrow('no space left')
      expect(await storeWith().generations()).toEqual([before.generation])
      expect((await storeWith().read())!.products).toBe(2)
      expect(await readdir(dataDir)).toEqual(['ingest-state.json', 'products'])
    },
  )

  it.each(['reading', 'writing', 'committing'] as const)(
    'leaves nothing behind when aborted while %s',
    async (phase) => {
      const before = await run(await feed(small))
      const abort = new AbortController()
      const onProgress = (progress: IngestProgress) => {
        if (progress.phase === phase) abort.abort()
      }
      const running = run(await feed(large), { onProgress, signal: abort.signal })
      if (phase === 'committing') {
        // Too late to stop: the swap goes through.
        expect((await running).outcome).toBe('ingested')
      } else {
        await expect(running).rejects.toMatchObject({ name: 'AbortError' })
        expect(await storeWith().generations()).toEqual([before.generation])
      }
      expect(await readdir(dataDir)).toEqual(['ingest-state.json', 'products'])
    },
  )

  it.each([
    ['after the last written batch', true],
    ['from the first batch where the store cannot resume', false],
  ])('goes on %s when the store comes back', async (_what, isResumable) => {
    const path = await feed(large)
    let calls = 0
    const away = storeWith({
      isResumable,
      before: () => {
        if (++calls > 1) throw new SpellerError('index_failed', 'the store is away')
      },
    })
    await expect(run(path, { store: away })).rejects.toThrow('the store is away')
    expect(await readdir(dataDir)).toEqual(['ingest-checkpoint.json', 'products'])

    const steps: string[] = []
    const back = storeWith({ isResumable, before: (step) => steps.push(step) })
    const summary = await run(path, { store: back })
    const undisturbed = createFileStore(join(dir, 'other'))
    await ingest({ feed: path, dataDir: join(dir, 'other-data'), store: undisturbed })
    const { id: _id, ...expected } = (await undisturbed.read())!
    expect(await back.read()).toMatchObject(expected)
    expect(summary.outcome).toBe(isResumable ? 'resumed' : 'ingested')
    const all = Math.ceil(expected.names.length / 2000)
    expect(steps.filter((step) => step === 'names')).toHaveLength(isResumable ? all - 1 : all)
    expect(await back.generations()).toHaveLength(1)
  })

  it('refuses to run twice at a time, and takes over from a killed run', async () => {
    await mkdir(dataDir)
    const path = await feed(large)
    // which of the two comes first is the file system's to say
    const both = await Promise.allSettled([run(path), run(path)])
    const refused = both.flatMap((one) => (one.status === 'rejected' ? [String(one.reason)] : []))
    expect(refused).toEqual([expect.stringMatching(/another ingestion \((?:process \d+)?\) works on/)])
    await writeFile(join(dataDir, 'ingest.lock'), 'process 99999999\n')
    expect((await run(path)).outcome).toBe('already_live')
    expect(await readdir(dataDir)).toEqual(['ingest-state.json', 'products'])
  })

  it('reports progress up to the end of each phase', async () => {
    const seen: IngestProgress[] = []
    const path = await feed(large)
    await run(path, { onProgress: (progress) => seen.push(progress) })
    const reading = seen.filter((progress) => progress.phase === 'reading')
    expect(reading.at(-1)).toMatchObject({
      bytes: Buffer.byteLength(large),
      totalBytes: Buffer.byteLength(large),
      products: 2500,
    })
    const last = seen.at(-1)!
    expect(last.phase).toBe('committing')
    if (last.phase !== 'reading') expect(last.written).toBe(last.total)
  })
})
