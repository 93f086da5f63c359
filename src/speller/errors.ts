export type SpellerErrorCode =
  | 'index_failed'
  /** The index answers, and refuses who asks. */
  | 'index_denied'
  | 'corrector_failed'
  | 'corrector_timeout'
  | 'budget_spent'
  | 'log_failed'
  | 'log_in_use'
  | 'config_invalid'
  | 'catalog_invalid'
  | 'generation_refused'
  | 'feed_failed'
  | 'model_invalid'
  | 'gold_invalid'
  /** What was asked cannot be done where this runs. */
  | 'unsupported'

/** A dependency or an input failed in a foreseen way. The message says what, which value, and what to do. */
export class SpellerError extends Error {
  readonly code: SpellerErrorCode
  constructor(code: SpellerErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options)
    this.name = 'SpellerError'
    this.code = code
  }
}

/** A corrector is well, and has no answer to this one question: the next is asked, and nothing is held against it. */
export class Unanswerable extends SpellerError {
  constructor(code: 'corrector_failed' | 'corrector_timeout', message: string, options?: { cause?: unknown }) {
    super(code, message, options)
  }
}
