import type { CorrectOptions, Evidence, Reason, Verdict } from '../speller/types.ts'

/** A spelling that the system holds possible, with its own probability, in [0, 1]. */
export interface SpellingCandidate {
  readonly text: string
  readonly probability: number
}

export interface Answer {
  /** What would be searched. */
  readonly applied: string
  /** The best reading, whatever the verdict. */
  readonly corrected: string
  readonly verdict: Verdict
  /** In [0, 1], that `corrected` is what was meant; NaN where the system does not say. */
  readonly confidence: number
  readonly milliseconds: number
  /** When it was given, ISO 8601 in UTC, where it was kept from an earlier run, and its latency with it; absent: it was given now. */
  readonly keptFrom?: string
  /** What remote models bill for it, in the currency of their prices; absent: none was asked. */
  readonly billed?: number
  /** Kept by another rule than low confidence: a lower threshold would not change it. */
  readonly isHeld?: boolean
  /** A dependency failed or ran late, so this is not the system at its best. */
  readonly isDegraded?: boolean
  /** What its corrector said that failed; absent: none did, or the system cannot say. */
  readonly failure?: string
  /** The best reading among them; absent: that alone. */
  readonly candidates?: readonly SpellingCandidate[]
  /** The rule that settled it, and the names that explain it, where the system says so. */
  readonly reason?: Reason
  readonly evidence?: readonly Evidence[]
}

/** Least confidence of a suggestion and of a rewrite. */
export interface Thresholds {
  readonly suggestAt: number
  readonly rewriteAt: number
  /** What else holds a correction back, by the name of its setting; absent: nothing. */
  readonly limits?: Readonly<Record<string, number>>
}

/** What is measured. */
export interface System {
  /** Unique within one report. */
  readonly label: string
  /** Absent where confidence decides nothing. */
  readonly thresholds?: Thresholds
  /** How it finds names; absent: it looks none up. */
  readonly retriever?: string
  /** Equal where the answers are, for ever; absent: they must not be kept. */
  readonly cacheKey?: string
  /** Waits for another machine: several of them can be asked at a time without disturbing what each one takes. */
  readonly isRemote?: boolean
  /** `request`: what else a logged request said. Systems that have no such thing leave it out. */
  answer(query: string, locale?: string, request?: Omit<CorrectOptions, 'locale' | 'k'>): Promise<Answer>
}

export const doNothing: System = {
  label: 'nothing',
  answer: async (query) => ({ applied: query, corrected: query, verdict: 'keep', confidence: NaN, milliseconds: 0 }),
}
