import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { SpellerError } from '../../speller/errors.ts'
import { followFile } from './followed-file.ts'

describe('followFile', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }))
  afterEach(() => void vi.useRealTimers())

  const parsed: (string | undefined)[] = []
  const errors: SpellerError[] = []
  beforeEach(() => {
    parsed.length = 0
    errors.length = 0
  })
  function open(textOf: () => string | undefined) {
    return followFile({
      path: 'shop.jsonl',
      async read() {
        const text = textOf()
        return text === undefined ? undefined : new TextEncoder().encode(text)
      },
      parse(text) {
        parsed.push(text)
        if (text === 'mistake') throw new SpellerError('config_invalid', 'shop.jsonl:1: mistake')
        return { text }
      },
      onError: (error) => errors.push(error),
    })
  }

  it('parses a text once, and tells of a mistake once, with what was read before in force', async () => {
    let text: string | undefined
    const file = await open(() => text)
    const look = async (next: string | undefined) => {
      text = next
      vi.advanceTimersByTime(1_000)
      await file.follow()
      return file.current().text
    }
    expect(await look(undefined)).toBeUndefined()
    expect(await look('a')).toBe('a')
    expect(await look('a')).toBe('a')
    expect(await look('mistake')).toBe('a')
    expect(await look('mistake')).toBe('a')
    expect(errors.map(({ message }) => message)).toEqual(['shop.jsonl:1: mistake'])
    expect(await look('a')).toBe('a')
    expect(await look('')).toBe('')
    expect(parsed).toEqual([undefined, 'a', 'mistake', 'a', ''])
  })

  it('fails with its first look, and says of later ones which file could not be read', async () => {
    await expect(open(() => 'mistake')).rejects.toMatchObject({ code: 'config_invalid' })
    let isDown = false
    const file = await open(() => {
      if (isDown) throw new Error('the bucket is away')
      return 'a'
    })
    isDown = true
    vi.advanceTimersByTime(1_000)
    await file.follow()
    expect(file.current()).toEqual({ text: 'a' })
    const message = 'shop.jsonl cannot be read; what was read before stays in force'
    expect(errors).toMatchObject([{ code: 'index_failed', message, cause: { message: 'the bucket is away' } }])
  })

  it('fails with its first look as a dependency does, where that cannot be had', async () => {
    const away = open(() => {
      throw new Error('the bucket is away')
    })
    const cause = { message: 'the bucket is away' }
    await expect(away).rejects.toMatchObject({ code: 'index_failed', message: 'shop.jsonl cannot be read', cause })
  })
})
