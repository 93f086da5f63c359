import type { SpellerSettings } from '../speller.ts'

/** Usual settings, with these thresholds. */
export function settingsFor(thresholds: SpellerSettings['thresholds']): SpellerSettings {
  return {
    thresholds,
    k: 8,
    minQueryLength: 3,
    maxQueryLength: 160,
    maxQueryTerms: 16,
    correctTimeoutMs: 1000,
    promptId: '',
  }
}
