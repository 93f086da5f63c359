import { SpellerError } from '../../speller/errors.ts'
import type { DecisionLog } from '../../speller/ports.ts'

/** For shops that keep no log: decisions go nowhere, and what needs a log fails with `unsupported`. */
export function createNoLog(): DecisionLog {
  const refuse = async (): Promise<never> => {
    throw new SpellerError('unsupported', 'This server keeps no decision log.')
  }
  return {
    append() {},
    feedback: refuse,
    label: refuse,
    find: refuse,
    async *read() {
      yield await refuse()
    },
    async flush() {},
    dropped: 0,
    waiting: 0,
    isFailing: false,
    async close() {},
  }
}
