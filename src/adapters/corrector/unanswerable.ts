import { SpellerError } from '../../speller/errors.ts'

/** The corrector is there, and has no answer to this one question: the next is asked, and nothing is held against it. */
export class Unanswerable extends SpellerError {
  constructor(message: string, options?: { cause?: unknown }) {
    super('corrector_failed', message, options)
  }
}
