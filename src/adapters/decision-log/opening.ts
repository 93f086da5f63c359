import { SpellerError } from '../../speller/errors.ts'

/** Something that must be done once before a database may be used, and that is tried until it works. */
export interface Opening {
  readonly isOpen: boolean
  /** Fails with `log_failed` at once while it is not open. */
  pass(): Promise<void>
  /** Waits a little for an attempt under way, then ends all of them. */
  close(): Promise<void>
}

export interface OpeningOptions {
  /** One attempt; ends soon after the signal does. */
  readonly attempt: (signal: AbortSignal) => Promise<void>
  /** Of what `attempt` fails with: it may work later. Only the first attempt is asked. */
  readonly isPassing: (error: SpellerError) => boolean
  /** Longest wait for the first attempt, which then goes on. */
  readonly patienceMs?: number
  /** Between the end of an attempt and the next. */
  readonly pauseMs?: number
  /** Told why it is not open, once for each reason in a row. */
  readonly onClosed?: (error: SpellerError) => void
  /** Told when it opens after `onClosed` was told otherwise. */
  readonly onOpen?: () => void
}

/** Resolves when the first attempt has worked, has failed in passing, or takes long; fails as the first attempt does otherwise. */
export async function createOpening({
  attempt,
  isPassing,
  patienceMs = 3_000,
  pauseMs = 2_000,
  onClosed,
  onOpen,
}: OpeningOptions): Promise<Opening> {
  const giveUp = new AbortController()
  const stop = new AbortController()
  let isOpen = false
  let told: SpellerError | undefined
  let trying: Promise<void> | undefined

  function tell(error: SpellerError) {
    if (stop.signal.aborted || told?.message === error.message) return
    told = error
    onClosed?.(error)
  }

  /** Undefined where it worked. */
  async function once(): Promise<SpellerError | undefined> {
    try {
      await attempt(giveUp.signal)
    } catch (error) {
      if (error instanceof SpellerError) return error
      throw error
    }
    isOpen = true
    if (told) onOpen?.()
    return undefined
  }

  async function goOn(first: Promise<SpellerError | undefined>) {
    for (let result = first; ; result = once()) {
      const error = await result
      if (error === undefined || stop.signal.aborted) return
      tell(error)
      await sleep(pauseMs, stop.signal)
      if (stop.signal.aborted) return
    }
  }

  const first = once()
  const late = new SpellerError('log_failed', `The decision log does not answer within ${patienceMs} ms`)
  const error = await Promise.race([first, sleep(patienceMs, stop.signal).then(() => late)])
  if (error !== undefined && error !== late && !isPassing(error)) throw error
  if (error !== undefined) {
    tell(error)
    trying = goOn(first)
  }

  return {
    get isOpen() {
      return isOpen
    },
    async pass() {
      if (isOpen) return
      throw new SpellerError('log_failed', 'The decision log was not reached yet', { cause: told })
    },
    async close() {
      stop.abort()
      const timer = setTimeout(() => giveUp.abort(), 5_000)
      await trying
      clearTimeout(timer)
    },
  }
}

/** Ends early with the signal, and keeps no process alive. */
function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', end)
      resolve()
    }
    const timer = setTimeout(end, ms)
    timer.unref()
    signal.addEventListener('abort', end)
  })
}
