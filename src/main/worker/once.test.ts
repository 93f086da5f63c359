import { describe, expect, it, vi } from 'vitest'
import { once } from './once.ts'

function scripted() {
  const opened: { resolve: (value: string) => void; reject: (error: Error) => void }[] = []
  const kept: Promise<unknown>[] = []
  const get = once(
    () => new Promise<string>((resolve, reject) => opened.push({ resolve, reject })),
    (opening) => kept.push(opening),
  )
  return { opened, kept, get }
}

describe('once', () => {
  it('opens with the first call, for all that come meanwhile and after', async () => {
    const { opened, kept, get } = scripted()
    const [first, second] = [get(), get()]
    opened[0]!.resolve('open')
    expect([await first, await second, await get()]).toEqual(['open', 'open', 'open'])
    expect([opened.length, kept.length]).toEqual([1, 1])
    await Promise.all(kept)
  })

  it('keeps no failure', async () => {
    const { opened, kept, get } = scripted()
    const first = get()
    opened[0]!.reject(new Error('down'))
    await expect(first).rejects.toThrow('down')
    await Promise.all(kept)
    const second = get()
    opened[1]!.resolve('open')
    expect(await second).toBe('open')
  })

  it('waits no longer than 10 s for an opening that may have gone', async () => {
    vi.useFakeTimers({ toFake: ['performance'] })
    try {
      const { opened, get } = scripted()
      void get()
      vi.advanceTimersByTime(9_999)
      void get()
      expect(opened).toHaveLength(1)
      vi.advanceTimersByTime(1)
      const last = get()
      opened[1]!.resolve('open')
      expect(await last).toBe('open')
    } finally {
      vi.useRealTimers()
    }
  })
})
