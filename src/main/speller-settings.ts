import type { Config } from '../config.ts'
import type { SpellerSettings } from '../speller/speller.ts'
import { readsPrompt } from './wire-correctors.ts'

/** Template files are named by their version: `correct.v1.txt` is the prompt `correct.v1`. */
export function promptIdOf(file: string): string {
  return file.replace(/^.*[/\\]/, '').replace(/\.txt$/, '')
}

/** The chain of correctors keeps its own time, and says more of what was late; the speller's is there should it not. */
const graceMs = 25

/** What the settings say of a speller, in any runtime. */
export function settingsWith(
  { correct, retrieve, decide }: Config,
  thresholds: SpellerSettings['thresholds'],
): SpellerSettings {
  return {
    thresholds,
    k: retrieve.k,
    minQueryLength: 3,
    maxQueryLength: 160,
    maxQueryTerms: 16,
    enoughResults: decide.enoughResults,
    correctTimeoutMs: correct.timeoutMs + graceMs,
    promptId: correct.correctors.some(readsPrompt) ? promptIdOf(correct.promptFile) : '',
    opinionOdds: correct.opinionOdds,
    suggestsSpacing: decide.spacing === 'on',
  }
}
