import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createFollower } from './follow.ts'

describe('createFollower', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }))
  afterEach(() => void vi.useRealTimers())

  it('looks again once a second, however often it is asked', async () => {
    let value = 0
    const follower = await createFollower(
      async () => ++value,
      () => undefined,
    )
    expect([follower.follow(), follower.current()]).toEqual([undefined, 1])
    vi.advanceTimersByTime(1_000)
    const looking = follower.follow()
    expect(follower.follow(), 'one look at a time').toBeUndefined()
    await looking
    expect([follower.follow(), follower.current()]).toEqual([undefined, 2])
  })

  it('fails with its first look; of later ones it tells, and keeps what it had', async () => {
    const errors: unknown[] = []
    let isDown = false
    const load = async () => {
      if (isDown) throw new Error('down')
      return 'rules'
    }
    const follower = await createFollower(load, (error) => errors.push(error))
    isDown = true
    vi.advanceTimersByTime(1_000)
    await follower.follow()
    expect(follower.current()).toBe('rules')
    expect(errors).toEqual([new Error('down')])
    await expect(createFollower(load, () => undefined)).rejects.toThrow('down')
  })

  it('gives a look up that has not ended after 10 s', async () => {
    let looks = 0
    const follower = await createFollower(
      () => (looks++ === 1 ? new Promise<string>(() => undefined) : Promise.resolve(`look ${looks}`)),
      () => undefined,
    )
    vi.advanceTimersByTime(1_000)
    void follower.follow()
    vi.advanceTimersByTime(9_999)
    expect(follower.follow()).toBeUndefined()
    vi.advanceTimersByTime(1)
    await follower.follow()
    expect(follower.current()).toBe('look 3')
  })
})
