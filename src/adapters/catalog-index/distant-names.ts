import type { Hit } from '../../speller/types.ts'

// Names that only share n-grams with a span, in every engine by edits and n-grams.

/** Shortest single term for which they count as hits, in code points. */
const minLength = 5
/** Of the names that share most n-gram weight, so many are compared by edit distance. */
export const distantPool = 64

/** Whether they may count: for longer single terms, where no name explains the span. */
export function takesDistant(span: string): boolean {
  return !span.includes(' ') && [...span].length >= minLength
}

/** A name within 1 edit, which may be shown, explains a span. */
export function explains({ edits }: Pick<Hit, 'edits'>): boolean {
  return edits <= 1
}
