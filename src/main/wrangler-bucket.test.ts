import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openEmbeddedStore } from '../adapters/catalog-index/embedded.ts'
import { runWorkerPublishCommand } from './worker-publish-command.ts'
import { openWranglerBucket } from './wrangler-bucket.ts'

// Each call starts wrangler, which takes seconds: not part of `npm test`.
describe.skipIf(!process.env['LOCAL_BUCKET'])('a local bucket by wrangler (skipped unless LOCAL_BUCKET is set)', () => {
  let dir: string
  let bucket: ReturnType<typeof openWranglerBucket>
  beforeAll(() => {
    dir = mkdtempSync(join(tmpdir(), 'querymend-bucket-'))
    bucket = openWranglerBucket('shop', { isLocal: true, persistTo: join(dir, 'r2') })
  })
  afterAll(() => rmSync(dir, { recursive: true }))

  it('says what is not there apart from what it cannot do', { timeout: 120_000 }, async () => {
    expect(await bucket.get('a/none')).toBeUndefined()
    await bucket.delete('a/none')
    await bucket.put('a/empty', { text: '' })
    expect(await bucket.get('a/empty')).toBe('')
    await expect(bucket.put('a/b', { file: join(dir, 'none') })).rejects.toMatchObject({
      code: 'index_failed',
      message: expect.stringMatching(/does not exist[^]*a\/b could not be put into the bucket shop\./) as string,
    })
  })

  it('holds the new generation and the one before after a publication', { timeout: 300_000 }, async () => {
    const [older, former] = ['20260101000000000aaaaaa', '20260102000000000bbbbbb']
    const builder = await openEmbeddedStore(join(dir, 'data/catalog')).build()
    await builder.addNames([{ text: 'Nike', form: 'nike', kind: 'brand', count: 1 }])
    const { id } = await builder.commit({ products: 1 })
    for (const each of [older, former]) await bucket.put(`data/catalog/${each}.qmix`, { text: each })
    await bucket.put('data/catalog/PUBLISHED', { text: JSON.stringify({ served: [older, former], begun: [] }) })
    await bucket.put('data/catalog/CURRENT', { text: former })
    const [stdout, stderr] = [new PassThrough(), new PassThrough()]
    const env = { QUERYMEND_DATA: join(dir, 'data') }
    const openBucket = () => bucket
    expect(await runWorkerPublishCommand({ args: ['shop', '--local'], env, stdout, stderr, openBucket })).toBe(0)
    expect((await bucket.get('data/catalog/CURRENT'))?.trim()).toBe(id)
    expect(await bucket.get(`data/catalog/${older}.qmix`)).toBeUndefined()
    expect(await bucket.get(`data/catalog/${former}.qmix`)).toBe(former)
    expect((await bucket.get(`data/catalog/${id}.qmix`))?.length).toBeGreaterThan(100)
    expect(JSON.parse((await bucket.get('data/catalog/PUBLISHED'))!)).toEqual({ served: [former, id], begun: [] })
  })
})
