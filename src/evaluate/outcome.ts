import { comparable, type CatalogTraits, type GoldCase } from './gold.ts'
import type { Answer } from './system.ts'

/**
 * What became of a query, by the text that would be searched.
 * Right as typed: kept; rephrased (changed into another gold); broken (changed into no gold: a false correction).
 * Misspelled: fixed; miscorrected (changed into no gold); missed (left as typed).
 */
export type Fate = 'kept' | 'rephrased' | 'broken' | 'fixed' | 'miscorrected' | 'missed'

/** How many queries met each fate. The measures of what is searched are functions of it. */
export type Tally = Readonly<Record<Fate, number>>

export interface Outcome {
  readonly gold: GoldCase
  /** Absent where nobody asked the catalog. */
  readonly traits?: CatalogTraits
  readonly answer: Answer
  readonly fate: Fate
  /** `corrected` is a gold, whatever the verdict. */
  readonly isBestReadingExact: boolean
}

export function outcomeOf(gold: GoldCase, answer: Answer, traits?: CatalogTraits): Outcome {
  const golds = gold.golds.map(comparable)
  return {
    gold,
    ...(traits ? { traits } : {}),
    answer,
    fate: fateOf(comparable(gold.query), golds, comparable(answer.applied)),
    isBestReadingExact: golds.includes(comparable(answer.corrected)),
  }
}

/** All three comparable. */
export function fateOf(query: string, golds: readonly string[], searched: string): Fate {
  const isChanged = searched !== query
  const isExact = golds.includes(searched)
  if (golds.includes(query)) return isChanged ? (isExact ? 'rephrased' : 'broken') : 'kept'
  return isExact ? 'fixed' : isChanged ? 'miscorrected' : 'missed'
}

export function isMisspelled(fate: Fate): boolean {
  return fate === 'fixed' || fate === 'miscorrected' || fate === 'missed'
}

export function isExact(fate: Fate): boolean {
  return fate === 'kept' || fate === 'rephrased' || fate === 'fixed'
}

export function tallyOf(found: readonly Fate[]): Tally {
  const tally: Record<Fate, number> = { kept: 0, rephrased: 0, broken: 0, fixed: 0, miscorrected: 0, missed: 0 }
  for (const fate of found) tally[fate]++
  return tally
}

export function cleanCount({ kept, rephrased, broken }: Tally): number {
  return kept + rephrased + broken
}

export function misspelledCount({ fixed, miscorrected, missed }: Tally): number {
  return fixed + miscorrected + missed
}
