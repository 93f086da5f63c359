import { QdrantClientTimeoutError } from '@qdrant/js-client-rest'
import { describe, expect, it } from 'vitest'
import { nameOf } from './contract.ts'
import { connectQdrant } from './qdrant-connection.ts'
import type { Clock } from './qdrant-patience.ts'
import { closedAfterEach, testOptions } from './qdrant-testing.ts'
import { openQdrantStore, type QdrantOptions } from './qdrant.ts'

/** A clock on which only pauses take time; `during` is called with the time after each. */
function pausedClock(during: (now: number) => Promise<void> = async () => undefined) {
  let now = 0
  const pauses: number[] = []
  const clock: Clock = {
    now: () => now,
    random: () => 0,
    async pause(ms) {
      pauses.push(ms)
      now += ms
      await during(now)
    },
  }
  return { clock, pauses, now: () => now }
}

/** Pauses as they are outside of tests. */
const usual = { retryDelaysMs: [100, 300, 1000, 3000], patienceMs: 60_000 }

describe('a build while Qdrant is away', () => {
  const { openServer } = closedAfterEach()
  const beginAt = async (url: string, more: Partial<QdrantOptions>) => {
    const builder = await openQdrantStore(testOptions(url, { ...usual, ...more })).build()
    await builder.addNames([nameOf('Nike')])
    return builder
  }
  const many = Array.from({ length: 1_800 }, (_, i) => nameOf(`name ${i}`))

  it('waits for it to come back, says so, and loses nothing', async () => {
    const server = await openServer()
    const said: string[] = []
    let isBack = false
    const { clock, now } = pausedClock(async (time) => {
      if (time < 20_000 || isBack) return
      isBack = true
      await server.start()
    })
    const builder = await beginAt(server.url, { clock, onWait: (message) => said.push(message) })
    await server.close()
    await builder.addNames(many)
    expect(now()).toBeGreaterThan(20_000)
    expect(await builder.commit({ products: 1 })).toMatchObject({ names: 1_801 })
    const { host } = new URL(server.url)
    expect(said.at(-1)).toBe(`Qdrant at ${host} answers again.`)
    // of four batches at a time, which each try again some ten times
    expect(said.length).toBeLessThan(10)
    for (const line of said.slice(0, -1))
      expect(line).toMatch(new RegExp(`^Waiting for Qdrant at ${host}, \\d+ s more at most: .*ECONNREFUSED`))
  })

  it('gives up after a minute, for all that is left to do', async () => {
    const server = await openServer()
    const { clock, pauses, now } = pausedClock()
    const builder = await beginAt(server.url, { clock })
    await server.close()
    await expect(builder.addNames([nameOf('Puma')])).rejects.toMatchObject({
      code: 'index_failed',
      message: expect.stringContaining('ECONNREFUSED') as string,
    })
    expect(now()).toBe(60_000)
    expect(pauses.slice(0, 6)).toEqual([100, 300, 1_000, 3_000, 5_000, 10_000])
    const before = pauses.length
    await expect(builder.abort()).rejects.toMatchObject({ code: 'index_failed' })
    expect(pauses.length).toBe(before)
  })

  it('fails at once where it was never there', async () => {
    const server = await openServer()
    await server.close()
    const { clock, pauses } = pausedClock()
    await expect(openQdrantStore(testOptions(server.url, { ...usual, clock })).build()).rejects.toThrow('ECONNREFUSED')
    expect(pauses).toEqual([])
  })

  it('does not keep searches or names at run time waiting', async () => {
    const server = await openServer()
    const { clock, pauses } = pausedClock()
    const options = testOptions(server.url, { ...usual, clock })
    await (await beginAt(server.url, { clock })).commit({ products: 1 })
    const index = await openQdrantStore(options).open()
    await server.close()
    for (const call of [
      () => index.search(['nike'], { limit: 3 }),
      () => index.counts(['nike']),
      () => index.upsert([nameOf('Puma')]),
    ])
      await expect(call()).rejects.toThrow('ECONNREFUSED')
    expect(pauses).toEqual([])
  })

  it('takes a collection for its own that was made by an attempt whose answer was lost', async () => {
    let made: string | undefined
    const server = await openServer(async (path) => {
      if (!/^PUT \/collections\/[^/]+$/.test(path) || made !== undefined) return undefined
      made = path.slice('PUT '.length)
      const index = { index: { on_disk: false, datatype: 'float32' } }
      const strict = { enabled: true, unindexed_filtering_retrieve: false, unindexed_filtering_update: false }
      const sparse_vectors = { grams: { modifier: 'idf', ...index }, deletions: index, terms: index }
      const body = JSON.stringify({ sparse_vectors, on_disk_payload: false, strict_mode_config: strict })
      expect((await fetch(server.url + made, { method: 'PUT', body })).status).toBe(200)
      return 0
    })
    const { clock } = pausedClock()
    const builder = await beginAt(server.url, { clock })
    expect(await builder.commit({ products: 1 })).toMatchObject({ names: 1 })
    expect(made).toBe(`/collections/shop-${builder.id}`)
  })
})

describe('a call that may wait', () => {
  const broken = (code: string) => new TypeError('fetch failed', { cause: Object.assign(new Error('low'), { code }) })
  const answered = (status: number) => Object.assign(new Error('told'), { status })

  /** Pauses of a call that fails so twice, and the value or error that it ends with, after one that did not. */
  async function callAfter(cause: Error) {
    const { clock, pauses } = pausedClock()
    const client = {} as NonNullable<QdrantOptions['client']>
    const { patient } = connectQdrant(testOptions('http://qdrant:6333', { ...usual, client, clock }))
    await patient.ask('see', async () => undefined)
    const failures = [cause, cause]
    const outcome = patient.write('write', async () => {
      const failure = failures.pop()
      if (failure) throw failure
      return 'written'
    })
    return { outcome: await outcome.catch((error: Error) => error), pauses }
  }

  it.each<[string, Error]>([
    ...['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'EHOSTUNREACH', 'UND_ERR_SOCKET', 'UND_ERR_CONNECT_TIMEOUT'].map(
      (code): [string, Error] => [code, broken(code)],
    ),
    ['no answer in time', new QdrantClientTimeoutError('late')],
    ['503', answered(503)],
    ['429', answered(429)],
  ])('is made again after %s', async (_what, cause) => {
    expect(await callAfter(cause)).toEqual({ outcome: 'written', pauses: [100, 300] })
  })

  it.each<[string, Error]>([
    ['400', answered(400)],
    ['401', answered(401)],
    ['CERT_HAS_EXPIRED', broken('CERT_HAS_EXPIRED')],
  ])('fails at once after %s', async (_what, cause) => {
    const { outcome, pauses } = await callAfter(cause)
    expect([outcome, pauses]).toEqual([expect.objectContaining({ cause }), []])
  })

  it('is not made for ever where only others succeed', async () => {
    const { clock, now } = pausedClock()
    const client = {} as NonNullable<QdrantOptions['client']>
    const { patient } = connectQdrant(testOptions('http://qdrant:6333', { ...usual, client, clock }))
    await patient.ask('see', async () => undefined)
    const failing = patient.write('write', async () => {
      await patient.ask('see', async () => undefined)
      throw answered(500)
    })
    await expect(failing).rejects.toThrow('failed to write: 500')
    expect(now()).toBe(60_000)
  })
})
