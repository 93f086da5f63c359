import { SpellerError } from '../../speller/errors.ts'
import type { DecisionLog } from '../../speller/ports.ts'
import type { DecisionRecord } from '../../speller/types.ts'
import type { HandingLog } from './drizzle-log.ts'
import { eventOf, type FeedbackEvent } from './feedback-writer.ts'
import { feedbackOf } from './rows.ts'

export interface ShortLivedOptions {
  /** Decisions held until the next `flush`, and likewise feedback; beyond it the oldest go. */
  readonly maxBuffered?: number
}

/**
 * A log for runtimes where a connection may not outlive a request, as in a Worker. Appending only remembers; each `flush`
 * opens a log, writes all that was remembered until then, by whichever request, and closes it; what cannot be written is held for
 * the next one, and so is feedback that cannot be stored. Whoever serves a request flushes after its answer. A look-up and a label open
 * a log of their own, and fail with it.
 */
export function createShortLivedLog(
  open: () => Promise<HandingLog>,
  { maxBuffered = 10_000 }: ShortLivedOptions = {},
): DecisionLog {
  const waiting = new Map<string, DecisionRecord>()
  /** Taken by flushes that have not ended. */
  const writing = new Map<string, DecisionRecord>()
  const flushes = new Set<Promise<void>>()
  /** Feedback that waits, in order of arrival, also that which a flush has taken. */
  let events: readonly FeedbackEvent[] = []
  let dropped = 0
  let isFailing = false
  let isClosed = false

  async function within<Result>(work: (log: HandingLog) => Promise<Result>): Promise<Result> {
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
    const taken = new Set(events)
    let left: readonly FeedbackEvent[] = events
    try {
      await within(async (log) => {
        const before = log.dropped
        for (const record of batch) log.append(record)
        log.hold(left)
        await log.flush().finally(() => {
          lost = log.dropped - before
          left = log.takeFeedback()
          held = log.waiting
        })
      })
    } catch (cause) {
      const message = `Writing to the log failed; ${held} decisions and ${left.length} feedback events are held for the next flush, ${lost} were lost`
      throw new SpellerError('log_failed', message, { cause })
    } finally {
      dropped += lost
      for (const { id } of batch) writing.delete(id)
      // another flush may have stored them meanwhile
      const unsaid = new Set(left)
      events = events.filter((event) => !taken.has(event) || unsaid.has(event))
      isFailing = held > 0 || events.some((event) => unsaid.has(event))
      holdAgain(batch.slice(batch.length - held))
    }
  }

  /** Before what came meanwhile: a log writes in order, so that what it holds is the end of what it was given. */
  function holdAgain(records: readonly DecisionRecord[]) {
    if (isClosed) {
      dropped += records.length + events.length
      events = []
      return
    }
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

  function hold(given: readonly FeedbackEvent[]) {
    isFailing = true
    if (isClosed) return void (dropped += given.length)
    const all = [...events, ...given]
    events = all.slice(-maxBuffered)
    dropped += all.length - events.length
  }

  async function flush() {
    if (waiting.size > 0 || events.length > 0) {
      const batch = [...waiting.values()]
      waiting.clear()
      for (const record of batch) writing.set(record.id, record)
      const written = write(batch).finally(() => flushes.delete(written))
      flushes.add(written)
    }
    await Promise.all(flushes)
  }

  const isHeld = (id: string) => waiting.has(id) || writing.has(id)

  return {
    append(record) {
      if (isClosed) return void dropped++
      if (waiting.has(record.id) || writing.has(record.id)) return
      waiting.set(record.id, record)
      bound()
    },
    async feedback(given) {
      const event = eventOf(given)
      if (event === undefined) return 'unknown_decision'
      // what cannot be written is held, and shows in `isFailing`
      if (!isFailing && isHeld(event.decisionId)) await flush().catch(() => undefined)
      if (isFailing) {
        hold([event])
        return 'waiting'
      }
      return within(async (log) => {
        const status = await log.feedback(given)
        if (status === 'waiting') hold(log.takeFeedback())
        return status
      })
    },
    async label(label) {
      if (isHeld(label.decisionId.toLowerCase())) await flush()
      return within((log) => log.label(label))
    },
    async find(anyCase) {
      const id = anyCase.toLowerCase()
      const record = waiting.get(id) ?? writing.get(id)
      if (record === undefined) return within((log) => log.find(id))
      return { record, feedback: events.filter(({ decisionId }) => decisionId === id).map(feedbackOf), labels: [] }
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
      return waiting.size + writing.size + events.length
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
