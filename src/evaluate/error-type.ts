import { osaDistance } from '../speller/edit-distance.ts'
import { comparable, type GoldCase } from './gold.ts'

/**
 * How far a query is from its nearest gold. none: right as typed. spacing: equal without white space. several_terms: two or
 * more terms differ, and nothing was split or joined. Else by optimal string alignment distance, in code points.
 */
export type ErrorType = 'none' | 'spacing' | 'one_edit' | 'two_edits' | 'more_edits' | 'several_terms'

const most = 3

export function errorType({ query, golds }: GoldCase): ErrorType {
  const typed = comparable(query)
  const nearest = golds
    .map((gold) => comparable(gold))
    .reduce((best, gold) => (osaDistance(typed, gold, most) < osaDistance(typed, best, most) ? gold : best))
  if (golds.some((gold) => comparable(gold) === typed)) return 'none'
  if (golds.some((gold) => joined(comparable(gold)) === joined(typed))) return 'spacing'
  const typedTerms = typed.split(' ')
  const goldTerms = nearest.split(' ')
  if (typedTerms.length === goldTerms.length && typedTerms.filter((term, i) => term !== goldTerms[i]).length > 1) {
    return 'several_terms'
  }
  const edits = osaDistance(typed, nearest, most)
  return edits === 1 ? 'one_edit' : edits === 2 ? 'two_edits' : 'more_edits'
}

/** Optimal string alignment distance to the nearest gold, in code points; `max + 1` beyond `max`. */
export function editCount({ query, golds }: GoldCase, max: number): number {
  return Math.min(...golds.map((gold) => osaDistance(comparable(query), comparable(gold), max)))
}

function joined(text: string): string {
  return text.replaceAll(' ', '')
}
