import { codePoints, osaDistance } from '../speller/edit-distance.ts'
import { fold } from '../speller/normalise.ts'

/** A slip of typing and what the shopper made of it; of an unfinished term, its beginning. */
export interface RepairedTerm {
  readonly typed: string
  readonly repaired: string
}

const minLetters = 4

/**
 * Terms that were typed and then repaired before the search: of each text from which the shopper went back, the first term that is
 * not that of the final text, where the two are close. Folded, each pair once, without digits. More edits than a slip takes are a change of
 * mind, and say nothing.
 */
export function repairedTerms(prefixes: readonly string[], finalTerm: string): readonly RepairedTerm[] {
  const wanted = termsOf(finalTerm)
  const found = new Map<string, RepairedTerm>()
  prefixes.forEach((prefix, i) => {
    const next = prefixes[i + 1] ?? finalTerm
    if (next.startsWith(prefix)) return
    const pair = slipIn(prefix, wanted)
    if (pair) found.set(`${pair.typed}\t${pair.repaired}`, pair)
  })
  return [...found.values()]
}

function slipIn(prefix: string, wanted: readonly string[]): RepairedTerm | undefined {
  const typed = termsOf(prefix)
  const at = typed.findIndex((term, i) => {
    const isUnfinished = i === typed.length - 1 && !/\s$/u.test(prefix)
    return !(isUnfinished ? wanted[i]?.startsWith(term) : wanted[i] === term)
  })
  const term = typed[at]
  const whole = wanted[at]
  if (term === undefined || whole === undefined || /\p{N}/u.test(term + whole)) return undefined
  const isUnfinished = at === typed.length - 1 && !/\s$/u.test(prefix)
  const repaired = isUnfinished ? nearestBeginning(term, whole) : whole
  const length = Math.min(codePoints(term).length, codePoints(repaired).length)
  const most = mostEdits(length)
  return length >= minLetters && repaired !== term && osaDistance(term, repaired, most + 1) <= most
    ? { typed: term, repaired }
    : undefined
}

/** 1 up to 5 letters, else 2. */
function mostEdits(length: number): number {
  return length <= 5 ? 1 : 2
}

/** The beginning of the whole term that takes the fewest edits; of equals the one whose length is nearest, then the longer. */
function nearestBeginning(term: string, whole: string): string {
  const letters = [...whole]
  const length = [...term].length
  const beginnings = letters.map((_, i) => letters.slice(0, i + 1).join(''))
  const rated = beginnings.map((beginning, i) => ({
    beginning,
    edits: osaDistance(term, beginning, length),
    off: Math.abs(i + 1 - length),
    letters: i + 1,
  }))
  return rated.sort((a, b) => a.edits - b.edits || a.off - b.off || b.letters - a.letters)[0]!.beginning
}

function termsOf(text: string): readonly string[] {
  return text
    .split(/\s+/u)
    .map(fold)
    .filter((term) => term !== '')
}
