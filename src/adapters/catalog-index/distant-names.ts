import type { Hit } from '../../speller/types.ts'

// Names that only share n-grams with a span, in every engine by edits and n-grams.

/** Shortest single term for which they count as hits, in code points. */
const minLength = 5
/** Of the names that share most n-gram weight, so many are compared by edit distance. */
export const distantPool = 64

/** Whether they count: for longer single terms, where `near`, all names within `nearEdits`, holds none within 1 edit. */
export function takesDistant(span: string, near: readonly Pick<Hit, 'edits'>[] = []): boolean {
  return !span.includes(' ') && [...span].length >= minLength && near.every(({ edits }) => edits > 1)
}
