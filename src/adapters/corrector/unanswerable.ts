import { SpellerError } from '../../speller/errors.ts'

/** The corrector is well, and has no answer to this one question: the next is asked, and nothing is held against it. */
export class Unanswerable extends SpellerError {
  constructor(code: 'corrector_failed' | 'corrector_timeout', message: string, options?: { cause?: unknown }) {
    super(code, message, options)
  }
}
