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

  it('drops and counts a batch after its last retry, and goes on with the next', async () => {
    const { writer, batches, failures } = scripted({ retries: 2, retryMs: 1 })
    failures.push('away', 'away', 'away')
    writer.append(recordFor('lost'))
    const flushed = expect(writer.flush()).rejects.toMatchObject({ code: 'log_failed' })
    await vi.runAllTimersAsync()
    await flushed
    writer.append(recordFor('kept'))
    await writer.flush()
    expect(batches).toEqual([['kept']])
    expect(writer.dropped).toBe(1)
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

  it('gives up on closing after one retry, however much waits', async () => {
    const { writer, failures, batches } = scripted({ maxBatch: 2, retryMs: 100 })
    failures.push(...Array.from({ length: 100 }, () => 'away' as const))
    for (const query of queries(50)) writer.append(recordFor(query))
    const closed = expect(writer.close()).rejects.toMatchObject({ code: 'log_failed' })
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
