import { SpellerError } from '../../speller/errors.ts'
import type { DecisionLog } from '../../speller/ports.ts'
import type { DecisionRecord } from '../../speller/types.ts'
import type { HandingLog } from './drizzle-log.ts'
import { eventOf, type FeedbackEvent } from './feedback-writer.ts'
import { feedbackOf } from './rows.ts'

export interface ShortLivedOptions {
  /** Decisions held until the next `flush`, and likewise feedback; beyond it the oldest go. */
  readonly maxBuffered?: number
  /**
   * Longest wait for a write, after which it is given up and what it was given is held again: whoever began it may have gone, and its
   * connection with it. Absent: 20 s.
   */
  readonly patienceMs?: number
}

/** What a flush has taken. */
interface Batch {
  readonly records: ReadonlyMap<string, DecisionRecord>
  readonly events: readonly FeedbackEvent[]
  readonly since: number
}

/**
 * A log for runtimes where a connection may not outlive a request, as in a Worker. Appending only remembers; each `flush`
 * opens a log, writes all that was remembered until then, by whichever request, and closes it; what cannot be written is held for
 * the next one, and so is feedback that cannot be stored. Whoever serves a request flushes after its answer. A look-up and a label open
 * a log of their own, and fail with it.
 */
export function createShortLivedLog(
  open: () => Promise<HandingLog>,
  { maxBuffered = 10_000, patienceMs = 20_000 }: ShortLivedOptions = {},
): DecisionLog {
  const waiting = new Map<string, DecisionRecord>()
  /** Feedback that waits, in order of arrival. */
  let events: readonly FeedbackEvent[] = []
  const batches = new Map<Batch, Promise<void>>()
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

  const isBeingWritten = (id: string) => [...batches.keys()].some(({ records }) => records.has(id))

  function begin() {
    // behind its decision, and behind what was said of it before, which another flush may still be writing
    const taken = new Set([...batches.keys()].flatMap((batch) => batch.events.map(({ decisionId }) => decisionId)))
    const early = events.filter(({ decisionId }) => isBeingWritten(decisionId) || taken.has(decisionId))
    const batch = {
      records: new Map(waiting),
      events: early.length === 0 ? events : events.filter((event) => !early.includes(event)),
      since: performance.now(),
    }
    if (batch.records.size + batch.events.length === 0) return
    waiting.clear()
    events = early
    const done = write(batch)
    batches.set(batch, done)
    done.catch(() => undefined)
  }

  async function write(batch: Batch) {
    let held = batch.records.size
    let unsaid = batch.events
    let lost = 0
    try {
      await within(async (log) => {
        const before = log.dropped
        for (const record of batch.records.values()) log.append(record)
        log.hold(unsaid)
        await log.flush().finally(() => {
          lost = log.dropped - before
          unsaid = log.takeFeedback()
          held = log.waiting
        })
      })
    } catch (cause) {
      const message = `Writing to the log failed; ${held} decisions and ${unsaid.length} feedback events are held for the next flush, ${lost} were lost`
      throw new SpellerError('log_failed', message, { cause })
    } finally {
      // what was given up is held already
      if (batches.delete(batch)) {
        dropped += lost
        holdAgain([...batch.records.values()].slice(batch.records.size - held), unsaid)
      }
    }
  }

  /** Before what came meanwhile: a log writes in order, so that what it holds is the end of what it was given. */
  function holdAgain(records: readonly DecisionRecord[], unsaid: readonly FeedbackEvent[]) {
    isFailing = records.length + unsaid.length > 0
    const later = [...waiting.values()]
    waiting.clear()
    for (const record of [...records, ...later]) waiting.set(record.id, record)
    events = [...unsaid, ...events]
    bound()
  }

  function bound() {
    const most = isClosed ? 0 : maxBuffered
    for (const oldest of waiting.keys()) {
      if (waiting.size <= most) break
      waiting.delete(oldest)
      dropped++
    }
    const over = Math.max(0, events.length - most)
    events = events.slice(over)
    dropped += over
  }

  function hold(given: readonly FeedbackEvent[]) {
    isFailing = true
    events = [...events, ...given]
    bound()
  }

  function giveUp() {
    for (const batch of batches.keys()) {
      // timers and clocks differ a little
      if (performance.now() - batch.since < 0.95 * patienceMs) continue
      batches.delete(batch)
      holdAgain([...batch.records.values()], batch.events)
    }
  }

  /** All that is being written, also where some of it fails: with the end of a request its own write would end, too. */
  async function written() {
    let timer: ReturnType<typeof setTimeout> | undefined
    const late = new Promise<never>((_, reject) => {
      const message = `Writing to the log took more than ${patienceMs} ms; what was given up is held for the next flush`
      timer = setTimeout(() => {
        giveUp()
        reject(new SpellerError('log_failed', message))
      }, patienceMs)
    })
    const results = await Promise.race([Promise.allSettled(batches.values()), late]).finally(() => clearTimeout(timer))
    for (const result of results) if (result.status === 'rejected') throw result.reason
  }

  async function flush() {
    giveUp()
    begin()
    await written()
    if (events.length === 0 || isFailing) return
    // said of decisions that another flush has written meanwhile
    begin()
    await written()
  }

  const isHeld = (id: string) => waiting.has(id) || isBeingWritten(id)

  return {
    append(record) {
      if (isClosed) return void dropped++
      if (isHeld(record.id)) return
      waiting.set(record.id, record)
      bound()
    },
    async feedback(given) {
      const event = eventOf(given)
      if (event === undefined) return 'unknown_decision'
      // what cannot be written is held, and shows in `isFailing`
      if (!isFailing && isHeld(event.decisionId)) await flush().catch(() => undefined)
      if (isFailing || isHeld(event.decisionId)) {
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
      const all = [...batches.keys()]
      const record = waiting.get(id) ?? all.map(({ records }) => records.get(id)).find(Boolean)
      if (record === undefined) return within((log) => log.find(id))
      const said = [...all.flatMap((batch) => batch.events), ...events].filter(({ decisionId }) => decisionId === id)
      return { record, feedback: said.map(feedbackOf), labels: [] }
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
      const taken = [...batches.keys()].reduce((sum, { records, events: said }) => sum + records.size + said.length, 0)
      return waiting.size + events.length + taken
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
