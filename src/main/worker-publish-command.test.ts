import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openEmbeddedStore } from '../adapters/catalog-index/embedded.ts'
import { SpellerError } from '../speller/errors.ts'
import { type Bucket, runWorkerPublishCommand } from './worker-publish-command.ts'

let dir: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'querymend-worker-publish-'))
  mkdirSync(join(dir, 'data'))
  writeFileSync(join(dir, 'rules.jsonl'), '{"rule":"protect","term":"nikee"}\n')
})
afterEach(() => rmSync(dir, { recursive: true }))

async function ingest(): Promise<string> {
  const builder = await openEmbeddedStore(join(dir, 'data/catalog')).build()
  await builder.addNames([{ text: 'Nike', form: 'nike', kind: 'brand', count: 1 }])
  return (await builder.commit({ products: 1 })).id
}

/** A bucket in memory, what was done to it, and what it refuses: "put key" or "delete key". */
function openMemoryBucket() {
  const objects = new Map<string, Buffer>()
  const done: string[] = []
  const refused: { test?: RegExp } = {}
  const act = (what: string) => {
    if (refused.test?.test(what)) throw new SpellerError('index_failed', `no ${what}.`)
    done.push(what)
  }
  const bucket: Bucket = {
    get: async (key) => objects.get(key)?.toString(),
    async put(key, content) {
      act(`put ${key}`)
      objects.set(key, 'file' in content ? readFileSync(content.file) : Buffer.from(content.text))
    },
    async delete(key) {
      act(`delete ${key}`)
      objects.delete(key)
    },
  }
  const generations = () => [...objects.keys()].filter((key) => key.endsWith('.qmix')).map((key) => key.slice(13, -5))
  return { bucket, objects, done, refused, generations }
}

async function publish(bucket: Bucket, ...args: readonly string[]) {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()]
  const text = (stream: PassThrough) => ((stream.read() as Buffer | null) ?? '').toString()
  const env = { QUERYMEND_DATA: join(dir, 'data'), QUERYMEND_OVERRIDES: join(dir, 'rules.jsonl') }
  const opened: unknown[] = []
  const openBucket = (name: string, isLocal: boolean) => (opened.push([name, isLocal]), bucket)
  const code = await runWorkerPublishCommand({ args, env, stdout, stderr, openBucket })
  return { code, out: text(stdout), err: text(stderr), opened }
}

describe('runWorkerPublishCommand', () => {
  it("puts the shop's files where a Worker looks, what names the generation last, and empties what is not there", async () => {
    const id = await ingest()
    const { bucket, objects, done } = openMemoryBucket()
    const { code, out, err, opened } = await publish(bucket, 'shop', '--local')
    expect([code, err, opened]).toEqual([0, '', [['shop', true]]])
    const keys = [
      'catalog/overrides.jsonl',
      'data/head.jsonl',
      'data/catalog/live.jsonl',
      `data/catalog/${id}.qmix`,
      'data/catalog/CURRENT',
    ]
    expect(out.trim().split('\n')).toEqual(keys)
    const record = 'put data/catalog/PUBLISHED'
    expect(done).toEqual([record, ...keys.map((key) => `put ${key}`), record])
    expect(objects.get('catalog/overrides.jsonl')!.toString()).toContain('nikee')
    expect(objects.get('data/head.jsonl')!.toString()).toBe('')
    expect(objects.get(`data/catalog/${id}.qmix`)!.equals(readFileSync(join(dir, `data/catalog/${id}.qmix`)))).toBe(
      true,
    )
    expect(objects.get('data/catalog/CURRENT')!.toString().trim()).toBe(id)
  })

  it('puts the names that were added at run time and the head queries, and says so where there are no rules', async () => {
    await ingest()
    rmSync(join(dir, 'rules.jsonl'))
    writeFileSync(join(dir, 'data/head.jsonl'), '\n')
    const index = await openEmbeddedStore(join(dir, 'data/catalog')).open()
    await index.upsert([{ text: 'Zorb', form: 'zorb', kind: 'brand', count: 1 }])
    const { bucket, objects } = openMemoryBucket()
    expect(await publish(bucket, 'shop')).toMatchObject({
      code: 0,
      err: `${join(dir, 'rules.jsonl')} is not there: the Worker gets no rules (QUERYMEND_OVERRIDES).\n`,
      opened: [['shop', false]],
    })
    expect(objects.get('data/head.jsonl')!.toString()).toBe('\n')
    expect(objects.get('data/catalog/live.jsonl')!.toString()).toContain('Zorb')
    expect(objects.get('catalog/overrides.jsonl')!.toString()).toBe('')
  })

  it('puts nothing where a Worker could not start with the rules', async () => {
    await ingest()
    writeFileSync(join(dir, 'rules.jsonl'), '{"rule":"mop"}')
    const { bucket, done } = openMemoryBucket()
    expect(await publish(bucket, 'shop')).toMatchObject({ code: 2 })
    expect(done).toEqual([])
  })

  it('stops at the first file that the bucket does not take', async () => {
    await ingest()
    const { bucket, objects, refused } = openMemoryBucket()
    refused.test = /\.qmix$/
    const { code, err } = await publish(bucket, 'shop')
    expect([code, err]).toEqual([1, expect.stringMatching(/^no put .*\.qmix\. What was live stays live\.\n$/)])
    expect(objects.has('data/catalog/CURRENT')).toBe(false)
    expect(await publish(bucket), 'without a bucket').toMatchObject({ code: 2 })
  })

  it('keeps the live generation and the one before, and deletes older ones once the live one is named', async () => {
    const { bucket, done, generations } = openMemoryBucket()
    const ids: string[] = []
    for (let i = 0; i < 4; i++) {
      ids.push(await ingest())
      done.length = 0
      expect(await publish(bucket, 'shop')).toMatchObject({ code: 0 })
      expect(generations()).toEqual(ids.slice(-2))
      const named = done.indexOf('put data/catalog/CURRENT')
      const deleted = done.flatMap((what, at) => (what.startsWith('delete') ? [at] : []))
      expect(deleted).toEqual(i < 2 ? [] : [named + 1])
    }
    // again, with other names at run time, say
    expect(await publish(bucket, 'shop')).toMatchObject({ code: 0 })
    expect(generations()).toEqual(ids.slice(-2))
  })

  it('deletes what a publication left that never came to its end, and not what was live before it', async () => {
    const { bucket, refused, generations } = openMemoryBucket()
    const live = await ingest()
    await publish(bucket, 'shop')
    const unfinished = await ingest()
    refused.test = /CURRENT$/
    expect(await publish(bucket, 'shop')).toMatchObject({ code: 1 })
    expect(generations()).toEqual([live, unfinished])
    delete refused.test
    const next = await ingest()
    expect(await publish(bucket, 'shop')).toMatchObject({ code: 0 })
    expect(generations()).toEqual([live, next])
  })

  it('tries again to delete what it could not', async () => {
    const { bucket, refused, generations } = openMemoryBucket()
    const ids: string[] = []
    for (let i = 0; i < 3; i++) {
      ids.push(await ingest())
      if (i === 2) refused.test = /^delete/
      const { code, err } = await publish(bucket, 'shop')
      expect([code, err]).toEqual(
        i < 2
          ? [0, '']
          : [1, `no delete data/catalog/${ids[0]}.qmix. The new catalog is live; the next run tries again.\n`],
      )
    }
    expect(generations()).toEqual(ids)
    delete refused.test
    await publish(bucket, 'shop')
    expect(generations()).toEqual(ids.slice(1))
  })

  it('leaves what it does not know of: of a bucket without a record only the live generation is', async () => {
    const { bucket, objects, generations } = openMemoryBucket()
    const [older, live] = ['20260101000000000aaaaaa', '20260102000000000bbbbbb']
    for (const id of [older, live]) objects.set(`data/catalog/${id}.qmix`, Buffer.from(''))
    objects.set('data/catalog/CURRENT', Buffer.from(`${live}\n`))
    const first = await ingest()
    await publish(bucket, 'shop')
    expect(generations()).toEqual([older, live, first])
    const second = await ingest()
    await publish(bucket, 'shop')
    expect(generations()).toEqual([older, first, second])
  })

  it('refuses a record that it did not write, and puts nothing', async () => {
    await ingest()
    const { bucket, objects, done } = openMemoryBucket()
    objects.set('data/catalog/PUBLISHED', Buffer.from('{"served":["../x"]}'))
    const { code, err } = await publish(bucket, 'shop')
    expect([code, err]).toEqual([1, expect.stringMatching(/PUBLISHED is not what this program writes\. Delete it/)])
    expect(done).toEqual([])
  })
})
