import { SpellerError } from '../../speller/errors.ts'

/** Fails with `corrector_timeout` as soon as the signal is aborted, whether or not `work` heeds it; what comes later is dropped. */
export async function beforeAbort<T>(work: () => Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return work()
  if (signal.aborted) throw stopped(signal)
  let onAbort: (() => void) | undefined
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(stopped(signal))
    signal.addEventListener('abort', onAbort, { once: true })
  })
  try {
    return await Promise.race([work(), aborted])
  } finally {
    signal.removeEventListener('abort', onAbort!)
  }
}

export function stopped(signal: AbortSignal): SpellerError {
  return new SpellerError('corrector_timeout', 'the corrector was stopped before it answered', { cause: signal.reason })
}
