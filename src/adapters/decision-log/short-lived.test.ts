import { describe, expect, it, vi } from 'vitest'
import { SpellerError } from '../../speller/errors.ts'
import type { HandingLog } from './drizzle-log.ts'
import type { FeedbackEvent } from './feedback-writer.ts'
import { recordFor } from './contract-records.ts'
import { createMemoryLog } from './memory.ts'
import { createNoLog } from './none.ts'
import { createShortLivedLog } from './short-lived.ts'

/** Opens one memory log again and again, counting how often, and how often it was closed. */
function reopening() {
  const kept = createMemoryLog()
  const calls = { opened: 0, closed: 0 }
  const held: FeedbackEvent[] = []
  const open = async (): Promise<HandingLog> => {
    calls.opened++
    return {
      append: (record) => kept.append(record),
      feedback: (feedback) => kept.feedback(feedback),
      label: (label) => kept.label(label),
      find: (id) => kept.find(id),
      read: (period) => kept.read(period),
      flush: () => kept.flush(),
      dropped: 0,
      waiting: 0,
      isFailing: false,
      takeFeedback: () => [],
      hold: (events) => void held.push(...events),
      close: async () => void calls.closed++,
    }
  }
  return { open, calls, kept, held }
}

describe('createShortLivedLog', () => {
  it('opens nothing before it is flushed, then once for all that waits, and closes it', async () => {
    const { open, calls } = reopening()
    const log = createShortLivedLog(open)
    for (const query of ['a', 'b', 'c']) log.append(recordFor(query))
    expect(calls).toEqual({ opened: 0, closed: 0 })
    await log.flush()
    await log.flush()
    expect(calls).toEqual({ opened: 1, closed: 1 })
  })

  it('waits for what another flush has taken', async () => {
    const { open, kept } = reopening()
    let release = () => {}
    const held = new Promise<void>((resolve) => (release = resolve))
    const slow = createShortLivedLog(async () => {
      await held
      return open()
    })
    const record = recordFor('nikee')
    slow.append(record)
    const first = slow.flush()
    const second = slow.flush().then(() => kept.find(record.id))
    expect(await slow.find(record.id)).toEqual({ record, feedback: [], labels: [] })
    release()
    await first
    expect(await second).toMatchObject({ record })
  })

  it('holds what it could not write for the next flush, in order, and tells', async () => {
    const { open, kept } = reopening()
    let isDown = true
    const log = createShortLivedLog(async () => {
      if (isDown) throw new SpellerError('log_failed', 'down')
      return open()
    })
    const records = ['first', 'second', 'third'].map((query) => recordFor(query))
    log.append(records[0]!)
    log.append(records[1]!)
    await expect(log.flush()).rejects.toMatchObject({
      code: 'log_failed',
      message: 'Writing to the log failed; 2 decisions and 0 feedback events are held for the next flush, 0 were lost',
    })
    expect(log).toMatchObject({ dropped: 0, waiting: 2, isFailing: true })
    isDown = false
    log.append(records[2]!)
    await log.flush()
    expect(log).toMatchObject({ dropped: 0, waiting: 0, isFailing: false })
    for (const record of records) expect(await kept.find(record.id)).toMatchObject({ record })
  })

  it('drops the oldest of what it holds when that is too much, and all of it when it is closed', async () => {
    const log = createShortLivedLog(() => Promise.reject(new SpellerError('log_failed', 'down')), { maxBuffered: 2 })
    const records = ['first', 'second', 'third'].map((query) => recordFor(query))
    for (const record of records.slice(0, 2)) log.append(record)
    await log.flush().catch(() => undefined)
    log.append(records[2]!)
    expect(log).toMatchObject({ dropped: 1, waiting: 2 })
    expect(await log.find(records[1]!.id)).toMatchObject({ record: records[1] })
    await expect(log.close()).rejects.toMatchObject({ code: 'log_failed' })
    expect(log).toMatchObject({ dropped: 3, waiting: 0 })
  })

  it('holds only what is left where the log wrote some and refused some', async () => {
    const given: string[][] = []
    const log = createShortLivedLog(async () => {
      const batch: string[] = []
      given.push(batch)
      const isBack = given.length > 1
      return {
        ...createMemoryLog(),
        takeFeedback: () => [],
        hold: () => undefined,
        append: ({ query }) => void batch.push(query),
        flush: () => (isBack ? Promise.resolve() : Promise.reject(new SpellerError('log_failed', 'down'))),
        waiting: isBack ? 0 : 1,
      }
    })
    for (const query of ['written', 'written too', 'held']) log.append(recordFor(query))
    await log.flush().catch(() => undefined)
    await log.flush()
    expect(given).toEqual([['written', 'written too', 'held'], ['held']])
  })

  it('holds feedback at once while it is failing, and hands it to the log that is opened next, once', async () => {
    const { open, calls, held } = reopening()
    let isDown = true
    const log = createShortLivedLog(async () => {
      if (isDown) throw new SpellerError('log_failed', 'down')
      return open()
    })
    const record = recordFor('nikee')
    log.append(record)
    const said = [
      { decisionId: record.id.toUpperCase(), kind: 'reverted', detail: 'nikee' },
      { decisionId: record.id, kind: 'clicked' },
    ] as const
    for (const feedback of said) expect(await log.feedback(feedback)).toBe('waiting')
    expect(await log.feedback({ decisionId: 'no id', kind: 'clicked' })).toBe('unknown_decision')
    expect(log).toMatchObject({ waiting: 3, isFailing: true })
    const expected = said.map((feedback) => ({ ...feedback, decisionId: record.id }))
    expect(await log.find(record.id)).toEqual({ record, feedback: expected, labels: [] })

    isDown = false
    await log.flush()
    await log.flush()
    expect(calls.opened).toBe(1)
    expect(held).toMatchObject(expected)
    expect(new Set(held.map(({ id }) => id)).size).toBe(2)
    expect(log).toMatchObject({ waiting: 0, dropped: 0, isFailing: false })
    expect(await log.feedback(said[1])).toBe('recorded')
  })

  it('goes on holding what a log could not store, under the id that it gave', async () => {
    const { open, held } = reopening()
    const event: FeedbackEvent = { id: 'given', decisionId: recordFor('').id, kind: 'clicked', at: new Date(0) }
    let isDown = true
    const log = createShortLivedLog(async () => ({
      ...(await open()),
      feedback: async () => 'waiting' as const,
      flush: () => (isDown ? Promise.reject(new SpellerError('log_failed', 'down')) : Promise.resolve()),
      takeFeedback: () => (isDown ? [event] : []),
    }))
    expect(await log.feedback({ decisionId: event.decisionId, kind: 'clicked' })).toBe('waiting')
    await expect(log.flush()).rejects.toMatchObject({
      message: expect.stringMatching(/1 feedback events are/) as string,
    })
    expect(log).toMatchObject({ waiting: 1, isFailing: true })
    isDown = false
    await log.flush()
    expect(held).toEqual([event, event])
    expect(log).toMatchObject({ waiting: 0, isFailing: false })
  })

  it('ends no flush before its own write, also where another one fails meanwhile', async () => {
    const { open, kept } = reopening()
    let opened = 0
    let pass = () => {}
    const log = createShortLivedLog(async () => {
      if (opened++ === 0) throw new SpellerError('log_failed', 'down')
      await new Promise<void>((resolve) => (pass = resolve))
      return open()
    })
    log.append(recordFor('first'))
    const failing = log.flush()
    const second = recordFor('second')
    log.append(second)
    let hasEnded = false
    const own = log.flush().finally(() => (hasEnded = true))
    await expect(failing).rejects.toMatchObject({ code: 'log_failed' })
    expect(hasEnded).toBe(false)
    pass()
    await expect(own).rejects.toMatchObject({ code: 'log_failed' })
    expect(await kept.find(second.id)).toMatchObject({ record: second })
  })

  it('gives up a write that never ends, holds again what it had, and says so', async () => {
    vi.useFakeTimers()
    try {
      const { open, kept, held } = reopening()
      let hangs = true
      const log = createShortLivedLog(() => (hangs ? new Promise(() => undefined) : open()), { patienceMs: 1_000 })
      const record = recordFor('nikee')
      log.append(record)
      const given = log.feedback({ decisionId: record.id, kind: 'clicked' })
      await vi.advanceTimersByTimeAsync(999)
      expect(log).toMatchObject({ waiting: 1, isFailing: false })
      await vi.advanceTimersByTimeAsync(1)
      expect(await given).toBe('waiting')
      expect(log).toMatchObject({ waiting: 2, isFailing: true })

      // of one whose request has gone, the timer never fires
      const gone = log.flush()
      gone.catch(() => undefined)
      vi.clearAllTimers()
      vi.setSystemTime(0)
      hangs = false
      await vi.advanceTimersByTimeAsync(2_000)
      await log.flush()
      expect(await kept.find(record.id)).toMatchObject({ record })
      expect(held).toMatchObject([{ decisionId: record.id, kind: 'clicked' }])
      expect(log).toMatchObject({ waiting: 0, dropped: 0, isFailing: false })
    } finally {
      vi.useRealTimers()
    }
  })

  it('hands feedback over behind its decision, which another flush is still writing', async () => {
    const { open, kept, held } = reopening()
    let isDown = true
    const gates: (() => void)[] = []
    const log = createShortLivedLog(async () => {
      if (isDown) throw new SpellerError('log_failed', 'down')
      await new Promise<void>((resolve) => gates.push(resolve))
      return { ...(await open()), hold: (events) => void held.push(...events) }
    })
    const record = recordFor('nikee')
    log.append(record)
    await log.flush().catch(() => undefined)
    isDown = false
    const first = log.flush()
    expect(await log.feedback({ decisionId: record.id, kind: 'clicked' })).toBe('waiting')
    expect((await log.find(record.id))?.feedback).toEqual([{ decisionId: record.id, kind: 'clicked' }])
    log.append(recordFor('another'))
    const second = log.flush()
    gates[1]!()
    await Promise.resolve()
    expect(held, 'before its decision').toEqual([])
    gates[0]!()
    await vi.waitFor(() => expect(gates.length).toBeGreaterThan(2))
    expect(await kept.find(record.id)).toMatchObject({ record })
    for (const pass of gates.slice(2)) pass()
    await Promise.all([first, second])
    expect(held).toMatchObject([{ decisionId: record.id }])
  })

  it('counts what it holds as lost when it is closed in vain', async () => {
    const log = createShortLivedLog(() => Promise.reject(new SpellerError('log_failed', 'down')))
    const record = recordFor('nikee')
    log.append(record)
    await log.feedback({ decisionId: record.id, kind: 'clicked' })
    await expect(log.close()).rejects.toMatchObject({ code: 'log_failed' })
    expect(log).toMatchObject({ dropped: 2, waiting: 0 })
  })
})

describe('createNoLog', () => {
  it('takes decisions, and says that it keeps none', async () => {
    const log = createNoLog()
    const record = recordFor('nikee')
    log.append(record)
    await log.flush()
    const refused = { code: 'unsupported', message: 'This server keeps no decision log.' }
    await expect(log.find(record.id)).rejects.toMatchObject(refused)
    await expect(log.feedback({ decisionId: record.id, kind: 'clicked' })).rejects.toMatchObject(refused)
    await expect(log.label({ decisionId: record.id, kind: 'right' })).rejects.toMatchObject(refused)
    const reading = log.read({ from: new Date(0), until: new Date() })[Symbol.asyncIterator]()
    await expect(reading.next()).rejects.toMatchObject(refused)
    await log.close()
  })
})
