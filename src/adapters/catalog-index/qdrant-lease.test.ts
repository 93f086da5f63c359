import { describe, expect, it } from 'vitest'
import { nameOf } from './contract.ts'
import type { Clock } from './qdrant-patience.ts'
import { closedAfterEach, testOptions } from './qdrant-testing.ts'
import { openQdrantStore, type QdrantOptions } from './qdrant.ts'

const alive = { beatMs: 2, deadAfterMs: 30_000 }
const killed = { beatMs: 3_600_000, deadAfterMs: 30_000 }

/** A clock on which a pause takes its time for all that is measured by it, and 20 ms. */
function quickClock() {
  let now = 0
  const clock: Clock = {
    now: () => now,
    random: () => 0,
    async pause(ms) {
      now += ms
      await new Promise((resolve) => setTimeout(resolve, 20))
    },
  }
  return { clock, now: () => now }
}

describe('a build beside another on one Qdrant', () => {
  const { closing, openServer } = closedAfterEach()
  const begin = async (url: string, more: Partial<QdrantOptions>, resume?: string) => {
    const builder = await openQdrantStore(testOptions(url, more)).build(resume === undefined ? {} : { resume })
    closing.unshift(() => builder.abort().catch(() => undefined))
    return builder
  }

  it('is refused while the other lives, which goes on and becomes live', async () => {
    const server = await openServer()
    const first = await begin(server.url, { lease: alive })
    await first.addNames([nameOf('Nike')])
    const { clock, now } = quickClock()
    const second = begin(server.url, { lease: alive, clock })
    await expect(second).rejects.toMatchObject({
      code: 'config_invalid',
      message: expect.stringMatching(
        /^Another ingestion is building a generation of 'shop'.*QDRANT_COLLECTION/,
      ) as string,
    })
    expect(now()).toBeLessThan(5_000)
    await first.addNames([nameOf('Puma')])
    expect(await first.commit({ products: 2 })).toMatchObject({ id: first.id, names: 2 })
    const next = await begin(server.url, { lease: alive, clock })
    expect(await next.commit({ products: 0 })).toMatchObject({ names: 0 })
    expect(server.collections()).toHaveLength(1)
  })

  it('takes a silent one for dead after half a minute, says what it waits for, and removes it', async () => {
    const server = await openServer()
    const dead = await begin(server.url, { lease: killed })
    const said: string[] = []
    const { clock, now } = quickClock()
    const next = await begin(server.url, { lease: killed, clock, onWait: (message) => said.push(message) })
    expect(now()).toBe(30_000)
    expect(said).toEqual([expect.stringContaining('watching for 30 s whether another run builds it')])
    expect(server.collections()).toEqual([`shop-${next.id}`])
    await expect(dead.addNames([nameOf('Nike')])).rejects.toMatchObject({
      code: 'index_failed',
      message: expect.stringMatching(/was deleted while it was built.*Run it again/) as string,
    })
    await expect(dead.commit({ products: 1 })).rejects.toMatchObject({ code: 'index_failed' })
  })

  it('does not wait for one of its own that it takes up', async () => {
    const server = await openServer()
    const dead = await begin(server.url, { lease: killed })
    const { clock, now } = quickClock()
    const next = await begin(server.url, { lease: killed, clock }, dead.id)
    expect([next.id, now()]).toEqual([dead.id, 0])
  })

  it('is not disturbed by a name that is added before the first catalog is live', async () => {
    const server = await openServer()
    const first = await begin(server.url, { lease: alive })
    await first.addNames([nameOf('Nike')])
    const index = await openQdrantStore(testOptions(server.url)).open()
    await index.upsert([nameOf('Hygeeni')])
    expect(await index.info()).toMatchObject({ names: 1, products: 0 })
    await first.addNames([nameOf('Puma')])
    await first.commit({ products: 2 })
    expect(await index.info()).toMatchObject({ id: first.id, names: 3, products: 2 })
    expect(await index.counts(['nike', 'puma', 'hygeeni'])).toEqual([1, 1, 1])
  })
})
