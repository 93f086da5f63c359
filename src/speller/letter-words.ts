import { spaceCosts } from './channel.ts'
import type { TermCounts } from './language-model.ts'
import type { Query, Reading } from './types.ts'

/** Titles that must write it so: one may be a slip. */
const minCount = 2

/** A term as a letter and a word, "p trap" of "ptrap"; undefined for fewer than five letters. */
export function letterWordOf(term: string): string | undefined {
  return /^\p{L}{5,}$/u.test(term) ? term.replace(/^./u, '$& ') : undefined
}

/**
 * "ptrap" as "p trap", "ubolt" as "u bolt": readings of terms that the catalog has nowhere as the letter and the word that its titles write
 * apart or with a hyphen. Letter for letter what was typed, so nothing near to it is meant.
 */
export function letterWordReadings({ terms }: Query, { count }: Pick<TermCounts, 'count'>): Reading[] {
  return terms.flatMap(({ text, frozen }, at): Reading[] => {
    const form = letterWordOf(text)
    if (form === undefined || frozen || count(text) > 0 || count(form) < minCount) return []
    return [{ from: at, to: at + 1, terms: form.split(' '), cost: spaceCosts.letterBreak }]
  })
}
