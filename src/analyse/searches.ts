import type { LoggedDecision } from '../speller/types.ts'

/** What was searched after a decision, as far as its feedback says. */
export interface Searches {
  /** Rewrites, and suggestions that were accepted. */
  readonly isCorrectionSearched: boolean
  /** `no_results` came while the correction was what was searched. */
  readonly hasCorrectionFailed: boolean
  /** `no_results` came while the query as typed was: it was kept, its correction only suggested, or taken back. */
  readonly hasTypedFailed: boolean
}

/**
 * Reads feedback in its order: a rewrite is searched until it is `reverted`, a suggestion from when it is `accepted`. The views
 * `no_result_corrections` and `no_result_queries` say the same.
 */
export function searchesOf({ record: { verdict }, feedback }: LoggedDecision): Searches {
  let isCorrected = verdict === 'rewrite'
  let [isCorrectionSearched, hasCorrectionFailed, hasTypedFailed] = [isCorrected, false, false]
  for (const { kind } of feedback) {
    if (kind === 'reverted') isCorrected = false
    if (kind === 'accepted' && verdict !== 'keep') isCorrected = isCorrectionSearched = true
    if (kind !== 'no_results') continue
    if (isCorrected) hasCorrectionFailed = true
    else hasTypedFailed = true
  }
  return { isCorrectionSearched, hasCorrectionFailed, hasTypedFailed }
}
