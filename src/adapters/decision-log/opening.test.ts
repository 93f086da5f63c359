import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { SpellerError } from '../../speller/errors.ts'
import { createOpening, type Opening } from './opening.ts'

const away = new SpellerError('log_failed', 'away')
const wrong = new SpellerError('config_invalid', 'wrong')
type Outcome = SpellerError | 'works' | 'hangs'

/** Attempts that go as `outcomes` say, in turn; `events` are what was told. */
function scripted(...outcomes: readonly Outcome[]) {
  const events: string[] = []
  const left = [...outcomes]
  let attempts = 0
  const opening = createOpening({
    attempt(signal) {
      attempts++
      const outcome = left.shift() ?? 'works'
      if (outcome === 'works') return Promise.resolve()
      if (outcome !== 'hangs') return Promise.reject(outcome)
      return new Promise((_, reject) => signal.addEventListener('abort', () => reject(away)))
    },
    isPassing: (error) => error === away,
    patienceMs: 3_000,
    pauseMs: 2_000,
    onClosed: ({ message }) => void events.push(message),
    onOpen: () => void events.push('open'),
  })
  return { opening, events, attempts: () => attempts }
}

describe('createOpening', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }))
  afterEach(() => void vi.useRealTimers())
  const closed = { code: 'log_failed', message: 'The decision log was not reached yet' }
  const settled = async (opening: Promise<Opening>) => {
    await vi.advanceTimersByTimeAsync(3_000)
    return opening
  }

  it('is open, and tells nothing, where the first attempt works', async () => {
    const { opening, events, attempts } = scripted()
    const made = await opening
    await made.pass()
    await vi.advanceTimersByTimeAsync(60_000)
    expect([made.isOpen, attempts(), events]).toEqual([true, 1, []])
    await made.close()
  })

  it('fails where the first attempt fails for good', async () => {
    await expect(scripted(wrong).opening).rejects.toBe(wrong)
  })

  it('tries again until it works, and tells each reason once in a row', async () => {
    const { opening, events, attempts } = scripted(away, away, wrong, away)
    const made = await opening
    expect([made.isOpen, events]).toEqual([false, ['away']])
    await expect(made.pass()).rejects.toMatchObject({ ...closed, cause: away })
    await vi.advanceTimersByTimeAsync(2_000)
    expect(attempts()).toBe(2)
    await vi.advanceTimersByTimeAsync(6_000)
    await made.pass()
    expect([made.isOpen, attempts(), events]).toEqual([true, 5, ['away', 'wrong', 'away', 'open']])
    await vi.advanceTimersByTimeAsync(60_000)
    expect(attempts()).toBe(5)
  })

  it('does not wait for a first attempt that hangs, and gives it up some time after it is closed', async () => {
    const { opening, events, attempts } = scripted('hangs')
    const made = await settled(opening)
    expect([made.isOpen, events]).toEqual([false, ['The decision log does not answer within 3000 ms']])
    let isClosed = false
    const closing = made.close().then(() => (isClosed = true))
    await vi.advanceTimersByTimeAsync(4_999)
    expect(isClosed).toBe(false)
    await vi.advanceTimersByTimeAsync(1)
    await closing
    expect([attempts(), events.length]).toEqual([1, 1])
  })

  it('tries no more once it is closed', async () => {
    const { opening, attempts } = scripted(away, away, away)
    const made = await opening
    await made.close()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(attempts()).toBe(1)
  })
})
