import type { Verdict } from '../speller/types.ts'

export interface Answer {
  /** What would be searched. */
  readonly applied: string
  /** The best reading, whatever the verdict. */
  readonly corrected: string
  readonly verdict: Verdict
  /** In [0, 1], that `corrected` is what was meant; NaN where the system does not say. */
  readonly confidence: number
  readonly milliseconds: number
  /** Kept by another rule than low confidence: a lower threshold would not change it. */
  readonly isHeld?: boolean
  /** A dependency failed or ran late, so this is not the system at its best. */
  readonly isDegraded?: boolean
}

/** What is measured. */
export interface System {
  /** Unique within one report. */
  readonly label: string
  answer(query: string): Promise<Answer>
}

export const doNothing: System = {
  label: 'nothing',
  answer: async (query) => ({ applied: query, corrected: query, verdict: 'keep', confidence: NaN, milliseconds: 0 }),
}
