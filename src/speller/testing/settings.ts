import type { DecideOptions } from '../decide.ts'
import type { SpellerSettings } from '../speller.ts'

/** Below the served ones: so small a shop gives little evidence, and what is learned changes from release to release. */
export const easyThresholds: DecideOptions = {
  suggestAt: 0.2,
  rewriteAt: 0.4,
  typedAtMost: 0.5,
  rightWordAtMost: 0.5,
  loneTermAtMost: 0.5,
  exactNameAt: 0.97,
}

/** Usual settings, with these thresholds. */
export function settingsFor(thresholds: SpellerSettings['thresholds']): SpellerSettings {
  return {
    thresholds,
    k: 8,
    minQueryLength: 3,
    maxQueryLength: 160,
    maxQueryTerms: 16,
    enoughResults: 1000,
    correctTimeoutMs: 1000,
    promptId: '',
  }
}
