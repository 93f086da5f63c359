/** What waits go by. */
export interface Clock {
  /** Milliseconds since any moment. */
  now(): number
  pause(ms: number): Promise<void>
  /** From 0 up to 1. */
  random(): number
}

export const systemClock: Clock = {
  now: () => performance.now(),
  pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  random: () => Math.random(),
}

const defaultPatienceMs = 60_000
/** Pauses after those of any write double from the first to the last. */
const [firstPauseMs, lastPauseMs] = [5_000, 10_000]
/** Shortest pause that is said, and least time between two lines. */
const [saidFromMs, sayEveryMs] = [1_000, 5_000]

interface PatienceOptions {
  readonly retryDelaysMs: readonly number[]
  readonly patienceMs?: number
  readonly onWait?: (message: string) => void
  readonly clock: Clock
  readonly place: string
  readonly describe: (cause: unknown) => string
  /** Answers after which any write is tried again. */
  readonly isPassing: (cause: unknown) => boolean
  /** No answer at all. */
  readonly isAway: (cause: unknown) => boolean
}

/**
 * Calls again what is safe to repeat, with growing pauses, until the server has failed for `patienceMs`; what it was away for counts for
 * all calls together, so that those after the first that gives up do not wait as long again. A server that no call has reached yet may be
 * at another address: it is not waited for, and of what it answers only passing failures are met with another try, as by any write.
 */
export function createPatience(options: PatienceOptions): <T>(call: () => Promise<T>) => Promise<T> {
  const { retryDelaysMs, patienceMs = defaultPatienceMs, onWait, clock, place, describe, isPassing, isAway } = options
  let isReached = false
  let awaySince: number | undefined
  let saidAt: number | undefined
  const say = (cause: unknown, leftMs: number) => {
    if (leftMs <= 0) return
    if (saidAt !== undefined && clock.now() - saidAt < sayEveryMs) return
    saidAt = clock.now()
    onWait?.(`Waiting for ${place}, ${Math.ceil(leftMs / 1_000)} s more at most: ${describe(cause)}`)
  }
  const answered = () => {
    isReached = true
    awaySince = undefined
    if (saidAt !== undefined) onWait?.(`${place} answers again.`)
    saidAt = undefined
  }
  return async (call) => {
    let since: number | undefined
    for (let attempt = 0; ; attempt++) {
      try {
        const answer = await call()
        answered()
        return answer
      } catch (cause) {
        since ??= clock.now()
        awaySince ??= since
        // one call may fail for ever while others succeed, and all of them fail while the server is away
        const leftMs = isReached ? Math.min(since, awaySince) + patienceMs - clock.now() : 0
        const isAsOthers = isPassing(cause) && attempt < retryDelaysMs.length
        if (!isAsOthers && !(leftMs > 0 && (isPassing(cause) || isAway(cause)))) throw cause
        const pauseMs = retryDelaysMs[attempt] ?? later(attempt - retryDelaysMs.length)
        const wait = pauseMs * (1 + clock.random() / 2)
        if (wait >= saidFromMs) say(cause, leftMs)
        await clock.pause(isAsOthers ? wait : Math.min(wait, leftMs))
      }
    }
  }
}

function later(attempt: number): number {
  return Math.min(lastPauseMs, firstPauseMs * 2 ** attempt)
}
