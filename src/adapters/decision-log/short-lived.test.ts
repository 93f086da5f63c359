import { describe, expect, it } from 'vitest'
import { SpellerError } from '../../speller/errors.ts'
import type { DecisionLog } from '../../speller/ports.ts'
import { describeDecisionLog } from './contract.ts'
import { recordFor } from './contract-records.ts'
import { createMemoryLog } from './memory.ts'
import { createNoLog } from './none.ts'
import { createShortLivedLog } from './short-lived.ts'

/** Opens one memory log again and again, counting how often, and how often it was closed. */
function reopening() {
  const kept = createMemoryLog()
  const calls = { opened: 0, closed: 0 }
  const open = async (): Promise<DecisionLog> => {
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
      close: async () => void calls.closed++,
    }
  }
  return { open, calls, kept }
}

describeDecisionLog(
  'short-lived over memory',
  async (options) => {
    const { open } = reopening()
    return { log: createShortLivedLog(open, options), reopen: async () => createShortLivedLog(open) }
  },
  [{ reason: 'there is no database to fail or refuse', tests: ['failing'] }],
)

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
      message: 'Writing decisions failed; 2 are held for the next flush, 0 were lost',
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
