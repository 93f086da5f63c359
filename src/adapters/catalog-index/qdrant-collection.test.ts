import { describe, expect, it } from 'vitest'
import { nameOf } from './contract.ts'
import { closedAfterEach, testOptions } from './qdrant-testing.ts'
import { openQdrantStore } from './qdrant.ts'

describe('upsertPoints', () => {
  const { openServer } = closedAfterEach()
  const named = (count: number) => Array.from({ length: count }, (_, i) => nameOf(`name ${i}`))

  /** A build over a server that answers the writes of points when it is told to, and how many were sent and are unanswered. */
  async function openHeld(statusOf: (write: number) => number | undefined = () => undefined) {
    let [isBegun, sent] = [false, 0]
    const held: (() => void)[] = []
    const server = await openServer(async (path) => {
      if (!isBegun || !path.startsWith('PUT') || !path.endsWith('/points')) return undefined
      const write = sent++
      await new Promise<void>((resolve) => held.push(resolve))
      return statusOf(write)
    })
    const store = openQdrantStore(testOptions(server.url))
    const builder = await store.build()
    isBegun = true
    return { store, builder, held, sent: () => sent }
  }

  it('sends four batches at a time, and the next when one of them is answered', async () => {
    const { builder, held, sent } = await openHeld()
    const adding = builder.addNames(named(2_700))
    for (const answered of [0, 1]) {
      await expect.poll(() => held.length).toBe(4)
      expect(sent()).toBe(4 + answered)
      held.shift()!()
    }
    await expect.poll(sent).toBe(6)
    for (const answer of held.splice(0)) answer()
    await adding
    expect([sent(), held.length]).toEqual([6, 0])
  })

  it('lets no batch overtake one with the same point, so that the last of them stays', async () => {
    const { store, builder, held, sent } = await openHeld()
    const adding = builder.addNames([nameOf('Nike', { count: 1 }), ...named(600), nameOf('Nike', { count: 7 })])
    await expect.poll(sent).toBe(1)
    // time enough for another to be sent
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(sent()).toBe(1)
    held.shift()!()
    await expect.poll(sent).toBe(2)
    held.shift()!()
    await adding
    const committing = builder.commit({ products: 1 })
    await expect.poll(() => held.length).toBe(1)
    held.shift()!()
    await committing
    expect(await (await store.open()).counts(['nike'])).toEqual([7])
  })

  it('fails only when no write is under way any more', async () => {
    const { builder, held } = await openHeld((write) => (write === 0 ? 400 : undefined))
    let hasFailed = false
    const adding = builder.addNames(named(1_500)).catch((error: unknown) => {
      hasFailed = true
      return error
    })
    await expect.poll(() => held.length).toBe(3)
    held.shift()!()
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(hasFailed).toBe(false)
    for (const answer of held.splice(0)) answer()
    expect(await adding).toMatchObject({ code: 'index_failed' })
  })
})
