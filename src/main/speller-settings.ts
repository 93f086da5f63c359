import type { Config } from '../config.ts'
import type { SpellerSettings } from '../speller/speller.ts'

/** Template files are named by their version: `correct.v1.txt` is the prompt `correct.v1`. */
export function promptIdOf(file: string): string {
  return file.replace(/^.*[/\\]/, '').replace(/\.txt$/, '')
}

/** What the settings say of a speller, in any runtime. */
export function settingsWith(
  { correct, retrieve }: Config,
  thresholds: SpellerSettings['thresholds'],
): SpellerSettings {
  return {
    thresholds,
    k: retrieve.k,
    minQueryLength: 3,
    maxQueryLength: 160,
    maxQueryTerms: 16,
    correctTimeoutMs: correct.timeoutMs,
    promptId: correct.corrector === 'llm' ? promptIdOf(correct.promptFile) : '',
  }
}
