import { Unanswerable } from '../../speller/errors.ts'
import type { Corrector } from '../../speller/ports.ts'
import { once } from './once.ts'

export interface LaterOptions {
  /** As the corrector will call itself. */
  readonly id: string
  readonly open: () => Promise<Corrector>
  /** Puts off work until the answer to the present request is sent. */
  readonly defer: (work: () => Promise<void>) => void
  /** Given each opening, which must go on without its request. */
  readonly keepAlive: (opening: Promise<unknown>) => void
}

/**
 * A corrector that is opened after the first answer. Until then it has none and says so at once, as `corrector_timeout`: opening
 * takes longer than a shopper waits. Where opening fails, questions fail alike, and each begins another.
 */
export function openLater({ id, open, defer, keepAlive }: LaterOptions): Corrector {
  const opening = once(open, keepAlive)
  let opened: Corrector | undefined
  let failure: { readonly error: unknown } | undefined
  const begin = async () => {
    try {
      opened = await opening()
      failure = undefined
    } catch (error) {
      failure = { error }
    }
  }
  defer(begin)
  return {
    id,
    async correct(request, signal, bill) {
      if (opened) return opened.correct(request, signal, bill)
      defer(begin)
      if (failure) throw failure.error
      throw new Unanswerable('corrector_timeout', `${id} is still being opened`)
    },
    async close() {
      await opened?.close()
    },
  }
}
