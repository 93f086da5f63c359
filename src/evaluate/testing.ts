import fc from 'fast-check'
import type { Verdict } from '../speller/types.ts'
import type { Fate, Tally } from './outcome.ts'
import type { Answer, System } from './system.ts'

export const noTally: Tally = { kept: 0, rephrased: 0, broken: 0, fixed: 0, miscorrected: 0, missed: 0 }

export const fates = Object.keys(noTally) as Fate[]

export function anyTally(max = 40): fc.Arbitrary<Tally> {
  const count = fc.nat({ max })
  return fc.record({ kept: count, rephrased: count, broken: count, fixed: count, miscorrected: count, missed: count })
}

export function answerOf(query: string, corrected: string, verdict: Verdict, confidence: number): Answer {
  return { corrected, applied: verdict === 'rewrite' ? corrected : query, verdict, confidence, milliseconds: 2 }
}

/** Answers by table; what is not in it is kept with confidence 0.9. */
export function scripted(
  label: string,
  table: Readonly<Record<string, readonly [corrected: string, verdict: Verdict, confidence: number]>>,
): System {
  return {
    label,
    answer: async (query) => answerOf(query, ...(table[query] ?? ([query, 'keep', 0.9] as const))),
  }
}
