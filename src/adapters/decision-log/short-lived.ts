import { SpellerError } from '../../speller/errors.ts'
import type { DecisionLog } from '../../speller/ports.ts'
import type { DecisionRecord } from '../../speller/types.ts'

export interface ShortLivedOptions {
  /** Records held until the next `flush`; beyond it the oldest go. */
  readonly maxBuffered?: number
}

/**
 * A log for runtimes where a connection may not outlive a request, as in a Worker. Appending only remembers; each `flush`
 * opens a log, writes all that was remembered until then, by whichever request, and closes it; what cannot be written is held for
 * the next one. Whoever serves a request flushes after its answer. A look-up, feedback and a label open a log of their own, and fail with it.
 */
export function createShortLivedLog(
  open: () => Promise<DecisionLog>,
  { maxBuffered = 10_000 }: ShortLivedOptions = {},
): DecisionLog {
  const waiting = new Map<string, DecisionRecord>()
  /** Taken by flushes that have not ended. */
  const writing = new Map<string, DecisionRecord>()
  const flushes = new Set<Promise<void>>()
  let dropped = 0
  let isFailing = false
  let isClosed = false

  async function within<Result>(work: (log: DecisionLog) => Promise<Result>): Promise<Result> {
    const log = await open()
    try {
      return await work(log)
    } finally {
      await log.close().catch(() => undefined)
    }
  }

  async function write(batch: readonly DecisionRecord[]) {
    let held = batch.length
    let lost = 0
    try {
      await within(async (log) => {
        const before = log.dropped
        for (const record of batch) log.append(record)
        await log.flush().finally(() => {
          held = log.waiting
          lost = log.dropped - before
        })
      })
    } catch (cause) {
      const message = `Writing decisions failed; ${held} are held for the next flush, ${lost} were lost`
      throw new SpellerError('log_failed', message, { cause })
    } finally {
      dropped += lost
      isFailing = held > 0
      for (const { id } of batch) writing.delete(id)
      holdAgain(batch.slice(batch.length - held))
    }
  }

  /** Before what came meanwhile: a log writes in order, so that what it holds is the end of what it was given. */
  function holdAgain(records: readonly DecisionRecord[]) {
    if (isClosed) return void (dropped += records.length)
    const later = [...waiting.values()]
    waiting.clear()
    for (const record of [...records, ...later]) waiting.set(record.id, record)
    bound()
  }

  function bound() {
    for (const oldest of waiting.keys()) {
      if (waiting.size <= maxBuffered) return
      waiting.delete(oldest)
      dropped++
    }
  }

  async function flush() {
    if (waiting.size > 0) {
      const batch = [...waiting.values()]
      waiting.clear()
      for (const record of batch) writing.set(record.id, record)
      const written = write(batch).finally(() => flushes.delete(written))
      flushes.add(written)
    }
    await Promise.all(flushes)
  }

  /** After a flush where the decision is still held here. */
  async function said<Result>(anyCase: string, say: (log: DecisionLog) => Promise<Result>): Promise<Result> {
    const id = anyCase.toLowerCase()
    if (waiting.has(id) || writing.has(id)) await flush()
    return within(say)
  }

  return {
    append(record) {
      if (isClosed) return void dropped++
      if (waiting.has(record.id) || writing.has(record.id)) return
      waiting.set(record.id, record)
      bound()
    },
    feedback: (feedback) => said(feedback.decisionId, (log) => log.feedback(feedback)),
    label: (label) => said(label.decisionId, (log) => log.label(label)),
    async find(id) {
      const record = waiting.get(id.toLowerCase()) ?? writing.get(id.toLowerCase())
      return record === undefined ? within((log) => log.find(id)) : { record, feedback: [], labels: [] }
    },
    async *read(period) {
      await flush()
      const log = await open()
      try {
        yield* log.read(period)
      } finally {
        await log.close().catch(() => undefined)
      }
    },
    flush,
    get dropped() {
      return dropped
    },
    get waiting() {
      return waiting.size + writing.size
    },
    get isFailing() {
      return isFailing
    },
    async close() {
      isClosed = true
      await flush()
    },
  }
}
