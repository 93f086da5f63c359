import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it } from 'vitest'
import { nameOf } from './contract.ts'
import { openFakeQdrant } from './qdrant-fake.ts'
import { closedAfterEach, describeQdrant, testOptions } from './qdrant-testing.ts'
import { openQdrantStore, type QdrantOptions } from './qdrant.ts'

describeQdrant('qdrant', {})

describe('openQdrantStore', () => {
  const { closing, openServer: openFake } = closedAfterEach()
  const ingest = async (url: string, more: Partial<QdrantOptions> = {}) => {
    const builder = await openQdrantStore(testOptions(url, more)).build()
    await builder.addNames([nameOf('Nike')])
    await builder.commit({ products: 1 })
  }

  it('fails with index_failed, and says where, when no server is there', async () => {
    const server = await openFake()
    await server.close()
    const store = openQdrantStore(testOptions(server.url))
    const failure = await store.open().catch((error: unknown) => error)
    expect(failure).toMatchObject({ name: 'SpellerError', code: 'index_failed' })
    expect((failure as Error).message).toContain(`${new URL(server.url).host} failed to open 'shop'`)
    expect((failure as Error).message).toContain('ECONNREFUSED')
    expect((failure as Error).cause).toBeInstanceOf(Error)
    await expect(store.build()).rejects.toMatchObject({ code: 'index_failed' })
  })

  it('fails with index_failed when a server stops while it is in use', async () => {
    const server = await openFake()
    await ingest(server.url)
    const index = await openQdrantStore(testOptions(server.url)).open()
    await server.close()
    for (const call of [
      () => index.search(['nike'], { limit: 3 }),
      () => index.counts(['nike']),
      () => index.upsert([nameOf('Puma')]),
      () => index.remove(['nike']),
      () => index.info(),
    ])
      await expect(call()).rejects.toMatchObject({ code: 'index_failed' })
  })

  it('fails with index_failed when the server does not answer in time', async () => {
    const silent = createServer(() => undefined)
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
    closing.push(
      async () => silent.closeAllConnections(),
      async () => silent.close(),
    )
    const url = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`
    await expect(openQdrantStore(testOptions(url, { timeoutMs: 50 })).open()).rejects.toMatchObject({
      code: 'index_failed',
      message: expect.stringContaining('no answer in time') as string,
    })
  })

  it('repeats a write that met 429, 5xx or a dropped connection, as often as it may', async () => {
    const failures = [429, 503, 0, 500]
    const server = await openFake((path) => (path.endsWith('/points') ? failures.shift() : undefined))
    await ingest(server.url, { retryDelaysMs: [0, 0, 0, 0] })
    expect(failures).toEqual([])
    const index = await openQdrantStore(testOptions(server.url)).open()
    expect(await index.counts(['nike'])).toEqual([1])
    const store = openQdrantStore(testOptions(server.url, { retryDelaysMs: [0] }))
    const builder = await store.build()
    failures.push(429, 429)
    await expect(builder.addNames([nameOf('Puma')])).rejects.toMatchObject({ code: 'index_failed' })
    await builder.addNames([nameOf('Puma')])
    expect((await builder.commit({ products: 1 })).names).toBe(1)
  })

  it('does not repeat a write that was refused, nor a search', async () => {
    let asked = 0
    let status: number | undefined
    const server = await openFake((path) => {
      if (status !== undefined && /points(\/query\/batch)?$/.test(path)) asked++
      return status
    })
    await ingest(server.url)
    const index = await openQdrantStore(testOptions(server.url, { retryDelaysMs: [0, 0] })).open()
    status = 400
    await expect(index.upsert([nameOf('Puma')])).rejects.toMatchObject({ code: 'index_failed' })
    status = 503
    await expect(index.search(['nike'], { limit: 1 })).rejects.toMatchObject({ code: 'index_failed' })
    expect(asked).toBe(2)
  })

  it('searches in one round trip, however many spans there are', async () => {
    const paths: string[] = []
    const server = await openFake((path) => void paths.push(path))
    await ingest(server.url)
    const index = await openQdrantStore(testOptions(server.url)).open()
    paths.length = 0
    await index.search(['nike', 'nikee shoes', 'running', 'nike running'], { limit: 8 })
    expect(paths).toEqual(['POST /collections/shop/points/query/batch'])
  })

  it('refuses a catalog of another schema version, and a collection that is none', async () => {
    const server = await openFake()
    await ingest(server.url)
    const [collection] = server.collections()
    const put = (name: string, payload: object) =>
      fetch(`${server.url}/collections/${name}/points?wait=true`, {
        method: 'PUT',
        body: JSON.stringify({ points: [{ id: '00000000-0000-4000-8000-000000000000', vector: {}, payload }] }),
      })
    await put(collection!, { schemaVersion: 99, generation: 'x', bigrams: 0, products: 0 })
    const store = openQdrantStore(testOptions(server.url))
    await expect(store.open()).rejects.toMatchObject({
      code: 'catalog_invalid',
      message: expect.stringMatching(/schema 99.*Ingest the catalog again/) as string,
    })
    // which helps
    expect(await store.generations()).toEqual([])
    await ingest(server.url)
    expect(await (await store.open()).search(['nike'], { limit: 1 })).toMatchObject([[{ edits: 0 }]])
    const [again] = server.collections()
    await put(again!, { something: 'else' })
    await expect(openQdrantStore(testOptions(server.url)).open()).rejects.toMatchObject({
      code: 'index_failed',
      message: expect.stringContaining('no Querymend catalog') as string,
    })
  })

  it('reads once more when a generation was deleted under its hands, and fails when none follows', async () => {
    const statuses: number[] = []
    const server = await openFake((path) => (path.endsWith('/query/batch') ? statuses.shift() : undefined))
    await ingest(server.url)
    const index = await openQdrantStore(testOptions(server.url)).open()
    statuses.push(404)
    expect(await index.search(['nike'], { limit: 1 })).toMatchObject([[{ edits: 0 }]])
    statuses.push(404, 404)
    await expect(index.search(['nike'], { limit: 1 })).rejects.toMatchObject({
      code: 'index_failed',
      message: expect.stringContaining("alias 'shop' is gone") as string,
    })
  })

  it('asks once more when a kept-alive connection was dropped', async () => {
    const statuses: number[] = []
    const server = await openFake((path) => (path.endsWith('/query/batch') ? statuses.shift() : undefined))
    await ingest(server.url)
    const index = await openQdrantStore(testOptions(server.url)).open()
    statuses.push(0)
    expect(await index.search(['nike'], { limit: 1 })).toMatchObject([[{ edits: 0 }]])
    statuses.push(0, 0)
    await expect(index.search(['nike'], { limit: 1 })).rejects.toMatchObject({ code: 'index_failed' })
    expect(statuses).toEqual([])
  })

  it('keeps the new generation live when the former cannot be deleted', async () => {
    let refuses = false
    const server = await openFake((path) => (refuses && path.startsWith('DELETE') ? 503 : undefined))
    await ingest(server.url)
    const store = openQdrantStore(testOptions(server.url))
    const builder = await store.build()
    await builder.addNames([nameOf('Puma')])
    refuses = true
    const { id } = await builder.commit({ products: 1 })
    expect((await (await store.open()).info()).id).toBe(id)
    expect(server.collections()).toHaveLength(2)
    refuses = false
    await ingest(server.url)
    expect(server.collections()).toHaveLength(1)
  })

  it('leaves collections alone that are not its own', async () => {
    const server = await openFake()
    await ingest(server.url, { collection: 'shop-eu' })
    const foreign = server.collections()
    const unfinished = await openQdrantStore(testOptions(server.url)).build()
    await unfinished.addNames([nameOf('Puma')])
    await ingest(server.url)
    await ingest(server.url)
    expect(server.collections()).toEqual(expect.arrayContaining(foreign))
    expect(server.collections()).toHaveLength(2)
  })

  it('carries names into the new generation that came between the copy and the swap', async () => {
    let beforeSwap: (() => Promise<void>) | undefined
    const server = await openFake(async (path) => {
      if (path === 'POST /collections/aliases') await beforeSwap?.()
      return undefined
    })
    await ingest(server.url)
    const store = openQdrantStore(testOptions(server.url))
    const index = await store.open()
    await index.upsert([nameOf('Zorb')])
    const builder = await store.build()
    const lateName = nameOf('Hygeeni', { count: 2 })
    beforeSwap = async () => {
      beforeSwap = undefined
      await index.upsert([lateName])
      await index.remove(['zorb'])
    }
    await builder.commit({ products: 0 })
    expect(beforeSwap).toBeUndefined()
    expect(await index.counts(['hygeeni', 'zorb'])).toEqual([2, 0])
  })

  it('sends the key, asks for plain answers, keeps the path prefix, and prints nothing', async () => {
    const seen: unknown[] = []
    const server = createServer((request, response) => {
      seen.push([request.url, request.headers['api-key'], request.headers['accept-encoding']])
      response.writeHead(404, { 'content-type': 'application/json' }).end('{}')
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    closing.push(
      async () => server.closeAllConnections(),
      async () => server.close(),
    )
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/qdrant/`
    await openQdrantStore(testOptions(url, { apiKey: 'secret' })).open()
    expect(seen).toEqual([['/qdrant/collections/shop/points', 'secret', 'identity']])
  })

  it.each([
    [401, 'https', /401.*Check QDRANT_API_KEY/],
    [403, 'https', /403.*Check QDRANT_API_KEY/],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'https', /DEPTH_ZERO.*not trusted: .*NODE_EXTRA_CA_CERTS/],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'https', /not trusted/],
    ['CERT_HAS_EXPIRED', 'https', /not trusted/],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'https', /another host name/],
    ['HPE_INVALID_CONSTANT', 'http', /begins with https/],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'https', /begins with http:/],
    ['ENOTFOUND', 'https', /Is it running/],
  ] as const)('says what to do about %s', async (cause, protocol, message) => {
    const fail = async () => {
      throw typeof cause === 'number'
        ? Object.assign(new Error('refused'), { status: cause, data: 'no' })
        : new TypeError('fetch failed', { cause: Object.assign(new Error('low'), { code: cause }) })
    }
    const client = { retrieve: fail } as unknown as NonNullable<QdrantOptions['client']>
    await expect(openQdrantStore(testOptions(`${protocol}://qdrant:6333`, { client })).open()).rejects.toMatchObject({
      code: typeof cause === 'number' ? 'index_denied' : 'index_failed',
      message: expect.stringMatching(message) as string,
    })
  })

  it.each(['qdrant:6333', 'ftp://host', ''])('refuses the address %j', (url) => {
    expect(() => openQdrantStore(testOptions(url))).toThrow(expect.objectContaining({ code: 'config_invalid' }))
  })
})

describe('the revision of a Qdrant catalog', () => {
  it('changes with names at run time, also with those that only replace, and is carried by a swap', async () => {
    const server = await openFakeQdrant()
    try {
      const store = openQdrantStore({ url: server.url, collection: 'revised', timeoutMs: 5_000, keep: 1 })
      const build = async () => {
        const builder = await store.build()
        await builder.addNames([nameOf('Nike')])
        return builder.commit({ products: 1 })
      }
      const first = await build()
      const index = await store.open()
      const seen = [first.revision]
      const note = async () => void seen.push((await index.info()).revision)
      await index.upsert([nameOf('Hygeeni')])
      await note()
      await index.upsert([nameOf('Hygeeni', { count: 9 })])
      await note()
      await index.remove(['hygeeni'])
      await note()
      expect(seen[0]).toBeUndefined()
      expect(new Set(seen).size).toBe(4)
      expect((await build()).revision).toBe(seen[3])
      await index.upsert([nameOf('Zorb')])
      const last = await index.info()
      expect(await store.activate(first.id)).toMatchObject({ id: first.id, revision: last.revision })
    } finally {
      await server.close()
    }
  })
})
