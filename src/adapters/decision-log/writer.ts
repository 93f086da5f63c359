import { SpellerError } from '../../speller/errors.ts'
import type { DecisionRecord } from '../../speller/types.ts'

export interface WriterOptions {
  /** Rows that trigger a write at once. More: fewer statements, a longer loss when the process is killed. */
  readonly maxBatch?: number
  /** Longest time a record waits for company. */
  readonly maxDelayMs?: number
  /** Records held while the database is slow or away; beyond it the oldest go. */
  readonly maxBuffered?: number
  /** Further attempts after a failed write, before its records are dropped. */
  readonly retries?: number
  /** Pause before the first retry; doubles with each, up to 5 s. */
  readonly retryMs?: number
  /** Told of every failed write; must not throw. */
  readonly onError?: (error: SpellerError) => void
}

export interface Sink {
  /** All or nothing; repeating it must be harmless. */
  write(batch: readonly DecisionRecord[]): Promise<void>
  /** The records are at fault, so that repeating the write cannot help. */
  isRefusal(error: unknown): boolean
}

export interface Writer {
  append(record: DecisionRecord): void
  /** A record that is not yet written. */
  find(id: string): DecisionRecord | undefined
  /** Resolves when every record appended before the call is written; `log_failed` as soon as one of them is lost. */
  flush(): Promise<void>
  /** Flushes with one retry per write, gives up on the first failure, and accepts nothing afterwards. */
  close(): Promise<void>
  readonly dropped: number
}

interface Waiter {
  readonly upTo: number
  settle(error?: SpellerError): void
}

/** Bounded buffer in front of a sink: writes in order, one batch at a time, and never delays or fails the caller. */
export function createWriter(sink: Sink, options: WriterOptions = {}): Writer {
  const { maxBatch = 200, maxDelayMs = 200, maxBuffered = 10_000, retries = 5, retryMs = 100, onError } = options
  // Insertion order is the order of writing; positions rise along it.
  const waiting = new Map<string, { readonly record: DecisionRecord; readonly position: number }>()
  let writing: typeof waiting = new Map()
  let waiters: Waiter[] = []
  let appended = 0
  let wanted = 0
  let dropped = 0
  let running = false
  let closing = false
  let timer: NodeJS.Timeout | undefined
  let pausing: NodeJS.Timeout | undefined

  function drop(position: number, cause?: unknown) {
    dropped++
    const lost = waiters.filter((waiter) => waiter.upTo >= position)
    waiters = waiters.filter((waiter) => waiter.upTo < position)
    const error = new SpellerError('log_failed', 'Decisions were lost before they could be written', { cause })
    for (const waiter of lost) waiter.settle(error)
  }

  function dropOldest(cause?: unknown) {
    const oldest = waiting.entries().next().value
    if (oldest === undefined) return
    waiting.delete(oldest[0])
    drop(oldest[1].position, cause)
  }

  const firstPosition = () => waiting.values().next().value?.position ?? Infinity

  function pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      pausing = setTimeout(resolve, ms)
      if (waiters.length === 0) unref(pausing)
    })
  }

  async function store(entries: readonly { readonly record: DecisionRecord; readonly position: number }[]) {
    for (let attempt = 0; ; attempt++) {
      try {
        return await sink.write(entries.map((entry) => entry.record))
      } catch (cause) {
        onError?.(new SpellerError('log_failed', `Writing ${entries.length} decisions failed`, { cause }))
        if (sink.isRefusal(cause)) {
          if (entries.length === 1) return drop(entries[0]!.position, cause)
          const half = entries.length >> 1
          await store(entries.slice(0, half))
          return store(entries.slice(half))
        }
        if (attempt >= (closing ? Math.min(1, retries) : retries)) {
          for (const { position } of entries) drop(position, cause)
          while (closing && waiting.size > 0) dropOldest(cause)
          return
        }
        await pause(Math.min(retryMs * 2 ** attempt, 5_000))
      }
    }
  }

  async function run() {
    if (running) return
    running = true
    while (waiting.size >= maxBatch || firstPosition() <= wanted) {
      for (const [id, entry] of waiting) {
        if (writing.size === maxBatch) break
        writing.set(id, entry)
        waiting.delete(id)
      }
      await store([...writing.values()])
      writing = new Map()
      const done = waiters.filter((waiter) => waiter.upTo < firstPosition())
      waiters = waiters.filter((waiter) => waiter.upTo >= firstPosition())
      for (const waiter of done) waiter.settle()
    }
    running = false
    if (waiting.size > 0) schedule()
  }

  function schedule(afterMs = maxDelayMs) {
    if (running || (timer !== undefined && afterMs > 0)) return
    clearTimeout(timer)
    timer = setTimeout(() => {
      timer = undefined
      wanted = appended
      void run()
    }, afterMs)
    unref(timer)
  }

  function flush(): Promise<void> {
    if (waiting.size === 0 && writing.size === 0) return Promise.resolve()
    wanted = appended
    return new Promise<void>((resolve, reject) => {
      waiters.push({ upTo: appended, settle: (error) => (error === undefined ? resolve() : reject(error)) })
      if (typeof pausing === 'object') pausing.ref()
      void run()
    })
  }

  return {
    append(record) {
      if (closing) return void dropped++
      if (waiting.has(record.id) || writing.has(record.id)) return
      waiting.set(record.id, { record, position: ++appended })
      if (waiting.size > maxBuffered) dropOldest()
      // A full batch goes after the caller's turn, not within it; further appends find its timer set.
      if (waiting.size === maxBatch) schedule(0)
      else schedule()
    },
    find: (id) => (waiting.get(id) ?? writing.get(id))?.record,
    flush,
    close() {
      closing = true
      clearTimeout(timer)
      return flush()
    },
    get dropped() {
      return dropped
    },
  }
}

/** A waiting log must not keep the process alive. Some runtimes number their timers instead. */
function unref(timer: NodeJS.Timeout) {
  if (typeof timer === 'object') timer.unref()
}
