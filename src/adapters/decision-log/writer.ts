import { SpellerError } from '../../speller/errors.ts'

export interface WriterOptions {
  /** Rows that trigger a write at once. More: fewer statements, a longer loss when the process is killed. */
  readonly maxBatch?: number
  /** Longest time a record waits for company. */
  readonly maxDelayMs?: number
  /** Records held while the database is slow or away, beside those of the write under way; beyond it the oldest go. */
  readonly maxBuffered?: number
  /** Further attempts after a failed write, before whoever waits for it is told. Its records are held, and tried again until it works. */
  readonly retries?: number
  /** Pause before the first retry; doubles with each, up to 5 s. */
  readonly retryMs?: number
  /** Told of every failed write; must not throw. */
  readonly onError?: (error: SpellerError) => void
}

/** Anything with an id that no other has. */
interface Identified {
  readonly id: string
}

export interface Sink<Item> {
  /** What is written, for messages: decisions. */
  readonly what: string
  /** All or nothing; repeating it must be harmless. */
  write(batch: readonly Item[]): Promise<void>
  /** The records are at fault, so that repeating the write cannot help. */
  isRefusal(error: unknown): boolean
}

export interface Writer<Item> {
  append(record: Item): void
  /** A record that is not yet written. */
  find(id: string): Item | undefined
  /** All that is not yet written, in the order of writing. */
  held(): readonly Item[]
  /** All that `held` gives, which this writer then no longer holds, nor counts as dropped; a write that is under way may still write it. */
  take(): readonly Item[]
  /**
   * Resolves when every record appended before the call is written; `log_failed` as soon as one of them is lost, or cannot be written
   * now, in which case it is still held.
   */
  flush(): Promise<void>
  /** Flushes with one retry per write, gives up on the first failure, and accepts nothing afterwards. */
  close(): Promise<void>
  readonly dropped: number
  readonly waiting: number
  readonly isFailing: boolean
}

/** A record and its place in the order of writing. */
interface Entry<Item> {
  readonly record: Item
  readonly position: number
}

interface Waiter {
  readonly upTo: number
  settle(error?: SpellerError): void
}

/** Bounded buffer in front of a sink: writes in order, one batch at a time, and never delays or fails the caller. */
export function createWriter<Item extends Identified>(sink: Sink<Item>, options: WriterOptions = {}): Writer<Item> {
  const { maxBatch = 200, maxDelayMs = 200, maxBuffered = 10_000, retries = 5, retryMs = 100, onError } = options
  // Insertion order is the order of writing; positions rise along it.
  const waiting = new Map<string, Entry<Item>>()
  /** Of the write under way, what is neither written nor lost. */
  const writing = new Map<string, Entry<Item>>()
  let waiters: Waiter[] = []
  let appended = 0
  let wanted = 0
  let dropped = 0
  let running = false
  let closing = false
  let timer: NodeJS.Timeout | undefined
  let isFailing = false
  let pausing: { readonly timer: NodeJS.Timeout; readonly end: () => void } | undefined

  /** Fails whoever waits for the record at `position`. */
  function fail(position: number, message: string, cause: unknown) {
    const failed = waiters.filter((waiter) => waiter.upTo >= position)
    waiters = waiters.filter((waiter) => waiter.upTo < position)
    const error = new SpellerError('log_failed', message, { cause })
    for (const waiter of failed) waiter.settle(error)
  }

  function drop({ record, position }: Entry<Item>, cause?: unknown) {
    writing.delete(record.id)
    waiting.delete(record.id)
    dropped++
    fail(position, `Some ${sink.what} were lost before they could be written`, cause)
  }

  const held = () => [...writing.values(), ...waiting.values()].map(({ record }) => record)

  const first = (entries: typeof waiting) => entries.values().next().value
  const firstPosition = () => first(waiting)?.position ?? Infinity

  function settleWritten() {
    const next = first(writing)?.position ?? firstPosition()
    const done = waiters.filter((waiter) => waiter.upTo < next)
    waiters = waiters.filter((waiter) => waiter.upTo >= next)
    for (const waiter of done) waiter.settle()
  }

  function pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const end = () => {
        clearTimeout(pausing?.timer)
        pausing = undefined
        resolve()
      }
      pausing = { timer: setTimeout(end, ms), end }
      if (waiters.length === 0) unref(pausing.timer)
    })
  }

  async function store(entries: readonly Entry<Item>[]) {
    for (let attempt = 0; ; attempt++) {
      // while a write waits for its next attempt, a full buffer drops the oldest of it
      const batch = entries.filter(({ record }) => writing.has(record.id))
      if (batch.length === 0) return
      try {
        await sink.write(batch.map(({ record }) => record))
        for (const { record } of batch) writing.delete(record.id)
        isFailing = false
        return settleWritten()
      } catch (cause) {
        onError?.(new SpellerError('log_failed', `Writing ${batch.length} ${sink.what} failed`, { cause }))
        if (sink.isRefusal(cause)) {
          isFailing = false
          if (batch.length === 1) return drop(batch[0]!, cause)
          const half = batch.length >> 1
          await store(batch.slice(0, half))
          return store(batch.slice(half))
        }
        isFailing = true
        if (closing && attempt >= Math.min(1, retries)) {
          for (const entry of [...writing.values(), ...waiting.values()]) drop(entry, cause)
          return
        }
        if (attempt >= retries)
          fail(batch[0]!.position, `The ${sink.what} cannot be written now; they are held, and tried again`, cause)
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
      if (typeof pausing?.timer === 'object') pausing.timer.ref()
      void run()
    })
  }

  return {
    append(record) {
      if (closing) return void dropped++
      if (waiting.has(record.id) || writing.has(record.id)) return
      waiting.set(record.id, { record, position: ++appended })
      const held = waiting.size + (pausing ? writing.size : 0)
      const oldest = (pausing && first(writing)) ?? first(waiting)
      if (held > maxBuffered && oldest) drop(oldest)
      // A full batch goes after the caller's turn, not within it; further appends find its timer set.
      if (waiting.size === maxBatch) schedule(0)
      else schedule()
    },
    find: (id) => (waiting.get(id) ?? writing.get(id))?.record,
    held,
    take() {
      const taken = held()
      writing.clear()
      waiting.clear()
      return taken
    },
    flush,
    close() {
      closing = true
      clearTimeout(timer)
      const flushed = flush()
      pausing?.end()
      return flushed
    },
    get dropped() {
      return dropped
    },
    get waiting() {
      return waiting.size + writing.size
    },
    get isFailing() {
      return isFailing
    },
  }
}

/** A waiting log must not keep the process alive. Some runtimes number their timers instead. */
function unref(timer: NodeJS.Timeout) {
  if (typeof timer === 'object') timer.unref()
}
