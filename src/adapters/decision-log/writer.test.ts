import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { DecisionRecord } from '../../speller/types.ts'
import { recordFor } from './contract-records.ts'
import { createWriter } from './writer.ts'
import type { WriterOptions } from './writer.ts'

/** Writes into `batches`; fails as often as `failures` says, in turn. */
function scripted(options?: WriterOptions) {
  const batches: string[][] = []
  const failures: ('away' | 'refused')[] = []
  const poison = new Set<string>()
  let release: (() => void) | undefined
  const sink = {
    what: 'decisions',
    async write(batch: readonly DecisionRecord[]) {
      await new Promise<void>((resolve) => (holding ? (release = resolve) : resolve()))
      const failure = failures.shift() ?? (batch.some(({ query }) => poison.has(query)) ? 'refused' : undefined)
      if (failure !== undefined) throw new Error(failure)
      batches.push(batch.map(({ query }) => query))
    },
    isRefusal: (error: unknown) => error instanceof Error && error.message === 'refused',
  }
  let holding = false
  return {
    writer: createWriter(sink, options),
    batches,
    failures,
    poison,
    hold: () => void (holding = true),
    release: () => {
      holding = false
      release?.()
    },
  }
}
const queries = (count: number, from = 0) => Array.from({ length: count }, (_, position) => `query ${from + position}`)

describe('createWriter', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('writes after the delay, all that came meanwhile, in order', async () => {
    const { writer, batches } = scripted({ maxDelayMs: 200 })
    for (const query of queries(3)) writer.append(recordFor(query))
    await vi.advanceTimersByTimeAsync(199)
    expect(batches).toEqual([])
    await vi.advanceTimersByTimeAsync(1)
    expect(batches).toEqual([queries(3)])
  })

  it('writes a full batch without waiting, and the rest after the delay', async () => {
    const { writer, batches } = scripted({ maxBatch: 4, maxDelayMs: 200 })
    for (const query of queries(9)) writer.append(recordFor(query))
    expect(batches).toEqual([])
    await vi.advanceTimersByTimeAsync(0)
    expect(batches.flat()).toEqual(queries(9))
    expect(batches.map((batch) => batch.length)).toEqual([4, 4, 1])
  })

  it('hands over what it holds, and neither writes nor counts it any more', async () => {
    const { writer, batches, failures } = scripted({ maxBatch: 4, retryMs: 100 })
    failures.push('away')
    for (const query of queries(6)) writer.append(recordFor(query))
    await vi.advanceTimersByTimeAsync(0)
    expect(writer.take().map(({ query }) => query)).toEqual(queries(6))
    writer.append(recordFor('later'))
    const closed = writer.close()
    await vi.runAllTimersAsync()
    await closed
    expect(batches).toEqual([['later']])
    expect(writer).toMatchObject({ waiting: 0, dropped: 0 })
  })

  it('retries a failed batch with growing pauses, before any later one', async () => {
    const errors: string[] = []
    const { writer, batches, failures } = scripted({
      retries: 3,
      retryMs: 100,
      maxDelayMs: 0,
      onError: (error) => errors.push(error.code),
    })
    failures.push('away', 'away')
    writer.append(recordFor('first'))
    await vi.advanceTimersByTimeAsync(1)
    writer.append(recordFor('second'))
    await vi.advanceTimersByTimeAsync(298)
    expect(batches).toEqual([])
    await vi.advanceTimersByTimeAsync(10)
    expect(batches).toEqual([['first'], ['second']])
    expect(errors).toEqual(['log_failed', 'log_failed'])
    expect(writer.dropped).toBe(0)
  })

  it('tells who waits after the last retry, and holds the batch until it can be written', async () => {
    const { writer, batches, failures } = scripted({ retries: 2, retryMs: 1 })
    failures.push(...Array.from({ length: 30 }, () => 'away' as const))
    writer.append(recordFor('early'))
    const flushed = expect(writer.flush()).rejects.toMatchObject({ code: 'log_failed' })
    await vi.advanceTimersByTimeAsync(3)
    await flushed
    expect(writer).toMatchObject({ dropped: 0, waiting: 1, isFailing: true })
    writer.append(recordFor('late'))
    await vi.advanceTimersByTimeAsync(60_000)
    expect({ batches, failures: failures.length }).toEqual({ batches: [], failures: 6 })
    failures.length = 0
    await Promise.all([writer.flush(), vi.advanceTimersByTimeAsync(5_000)])
    expect(batches).toEqual([['early'], ['late']])
    expect(writer).toMatchObject({ dropped: 0, waiting: 0, isFailing: false })
  })

  it('drops the oldest while the database is away, those of the failed write first', async () => {
    const { writer, batches, failures } = scripted({ maxBatch: 4, maxBuffered: 6, retryMs: 1 })
    failures.push(...Array.from({ length: 8 }, () => 'away' as const))
    for (const query of queries(4)) writer.append(recordFor(query))
    await vi.advanceTimersByTimeAsync(10)
    for (const query of queries(7, 4)) writer.append(recordFor(query))
    expect(writer).toMatchObject({ dropped: 5, waiting: 6 })
    await vi.advanceTimersByTimeAsync(10_000)
    expect(batches.flat()).toEqual(queries(6, 5))
  })

  it('isolates refused records without retrying', async () => {
    const { writer, batches, poison } = scripted()
    poison.add('query 2').add('query 5')
    for (const query of queries(8)) writer.append(recordFor(query))
    await expect(writer.flush()).rejects.toMatchObject({ code: 'log_failed' })
    await vi.runAllTimersAsync()
    expect(batches.flat()).toEqual([0, 1, 3, 4, 6, 7].map((position) => `query ${position}`))
    expect(writer.dropped).toBe(2)
  })

  it('finds a record while it waits and while it is written, not afterwards', async () => {
    const { writer, hold, release } = scripted()
    const record = recordFor('nikee')
    hold()
    writer.append(record)
    expect(writer.find(record.id)).toBe(record)
    const flushed = writer.flush()
    expect(writer.find(record.id)).toBe(record)
    release()
    await flushed
    expect(writer.find(record.id)).toBeUndefined()
  })

  it('flushes what was appended before, and does not wait for what comes after', async () => {
    const { writer, batches, hold, release } = scripted({ maxBatch: 2 })
    hold()
    for (const query of queries(2)) writer.append(recordFor(query))
    const flushed = writer.flush()
    writer.append(recordFor('later'))
    release()
    await flushed
    expect(batches).toEqual([queries(2)])
  })

  it('fails a flush only for records that it waits for', async () => {
    const { writer, hold, release } = scripted({ maxBatch: 2, maxBuffered: 2 })
    hold()
    for (const query of queries(2)) writer.append(recordFor(query))
    const flushed = writer.flush()
    for (const query of queries(4, 2)) writer.append(recordFor(query))
    expect(writer.dropped).toBe(2)
    release()
    await flushed
  })

  it('does not wait for the next attempt when it is closed', async () => {
    const { writer, failures, batches } = scripted()
    failures.push(...Array.from({ length: 8 }, () => 'away' as const))
    writer.append(recordFor('nikee'))
    await vi.advanceTimersByTimeAsync(20_000)
    failures.length = 0
    await writer.close()
    expect(batches).toEqual([['nikee']])
  })

  it('gives up on closing after one retry, however much waits', async () => {
    const { writer, failures, batches } = scripted({ maxBatch: 2, retryMs: 100 })
    failures.push(...Array.from({ length: 100 }, () => 'away' as const))
    for (const query of queries(50)) writer.append(recordFor(query))
    const lost = { code: 'log_failed', message: 'Some decisions were lost before they could be written' }
    const closed = expect(writer.close()).rejects.toMatchObject(lost)
    await vi.advanceTimersByTimeAsync(100)
    await closed
    expect({ dropped: writer.dropped, batches }).toEqual({ dropped: 50, batches: [] })
  })

  it('writes or counts every record exactly once, in order, whatever fails', async () => {
    const steps = fc.array(
      fc.oneof(
        { weight: 5, arbitrary: fc.nat(12).map((append) => ({ append })) },
        { weight: 2, arbitrary: fc.constantFrom('away' as const, 'refused' as const) },
        { weight: 2, arbitrary: fc.nat(300).map((ms) => ({ ms })) },
        { weight: 1, arbitrary: fc.constant('flush' as const) },
      ),
    )
    await fc.assert(
      fc.asyncProperty(steps, async (script) => {
        const { writer, batches, failures } = scripted({ maxBatch: 4, maxBuffered: 20, retries: 1, retryMs: 10 })
        let appended = 0
        for (const step of script) {
          if (step === 'flush') void writer.flush().catch(() => undefined)
          else if (typeof step === 'string') failures.push(step)
          else if ('ms' in step) await vi.advanceTimersByTimeAsync(step.ms)
          else {
            for (const query of queries(step.append, appended)) writer.append(recordFor(query))
            appended += step.append
          }
        }
        failures.length = 0
        const closed = writer.close().catch(() => undefined)
        await vi.runAllTimersAsync()
        await closed
        const written = batches.flat().map((query) => Number(query.slice(6)))
        expect(written.length + writer.dropped).toBe(appended)
        expect(written).toEqual([...new Set(written)].sort((a, b) => a - b))
      }),
    )
  })
})
