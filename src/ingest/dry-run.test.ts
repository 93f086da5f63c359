import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { SpellerError } from '../speller/errors.ts'
import { ingest, type IngestOptions } from './ingest.ts'
import { createFileStore } from './testing/file-store.ts'

let dir: string
let dataDir: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'querymend-dry-run-'))
  dataDir = join(dir, 'data')
})
afterEach(() => rm(dir, { recursive: true }))

const storeAt = () => createFileStore(join(dir, 'store'))

async function feed(content: string, name = 'feed.tsv'): Promise<string> {
  await writeFile(join(dir, name), content)
  return join(dir, name)
}

const dryRun = (path: string, options: Partial<IngestOptions> = {}) =>
  ingest({ feed: path, dataDir, store: storeAt(), isDryRun: true, ...options })

const small = 'id\ttitle\tbrand\n1\tNike Air Max\tNike\n2\tAdidas Samba\tAdidas\n'

describe('a dry run', () => {
  it('writes nothing, and says which names would come and go', async () => {
    const rejected = await feed(small + '\tno id\n')
    const first = await ingest({ feed: rejected, dataDir, isDryRun: true })
    expect(first).toMatchObject({
      outcome: 'dry_run',
      products: 2,
      firstReject: 'line 4: column_count (2 columns, not 3)',
      preview: {
        gained: { total: 5, brands: [{ text: 'Adidas' }, { text: 'Nike' }] },
        lost: { total: 0 },
      },
    })
    expect(first).not.toHaveProperty('generation')
    expect(first).not.toHaveProperty('rejectsFile')
    await expect(readdir(dataDir)).rejects.toThrow('ENOENT')

    const { generation } = await ingest({ feed: await feed(small), dataDir, store: storeAt() })
    const path = await feed('id\ttitle\tbrand\n1\tNike Air Zoom\tNike\n3\tZoom Racer\tPuma\n')
    const { preview } = await dryRun(path)
    expect(preview).toMatchObject({
      gained: { total: 3, byKind: { brand: 1, term: 2 }, brands: [{ text: 'Puma', count: 1 }] },
      lost: {
        total: 3,
        byKind: { brand: 1, term: 2 },
        brands: [{ text: 'Adidas' }],
        others: [{ text: 'Max' }, { text: 'Samba' }],
      },
    })
    expect(preview).toHaveProperty('gained.others.0', { text: 'Zoom', form: 'zoom', kind: 'term', count: 2 })
    const delta = await feed('id\tdeleted\n2\ttrue\n', 'delta.tsv')
    expect(await dryRun(delta, { isDelta: true })).toMatchObject({
      changes: { deleted: 1 },
      preview: { gained: { total: 0 }, lost: { total: 2, brands: [{ text: 'Adidas' }] } },
    })
    expect((await storeAt().read())!.id).toBe(generation)
    expect(await readdir(join(dataDir, 'products'))).toEqual([`${generation}.jsonl.gz`])
    expect(await readdir(dataDir)).toEqual(['ingest-state.json', 'products'])
  })

  it('counts also when the store is away', async () => {
    const store = { ...storeAt(), open: () => Promise.reject(new SpellerError('index_failed', 'Qdrant is away')) }
    expect(await dryRun(await feed(small), { store })).toMatchObject({
      products: 2,
      preview: { unknown: 'the live catalog cannot be asked: Qdrant is away' },
    })
  })
})
