import { elidedStart } from './elision.ts'
import { plainSpelling, type Spelled, type Spelling, withMarksOf } from './spelling.ts'
import type { Edit, EditKind, Query, Reading } from './types.ts'

/** The places where the readings change the query, in order of offsets. In some languages ("fr") what is elided before a term stays. */
export function editsOf(
  query: Query,
  readings: readonly Reading[],
  spelling: Spelling = plainSpelling,
  language?: string,
): Edit[] {
  return readings.flatMap((reading): Edit[] => {
    const typed = query.terms.slice(reading.from, reading.to)
    if (typed.map((term) => term.text).join(' ') === reading.terms.join(' ')) return []
    const end = typed[typed.length - 1]!.end
    const whole = query.raw.slice(typed[0]!.start, end)
    const elided = typed.length === 1 ? elidedStart(whole, reading.terms.join(' '), language) : 0
    const start = typed[0]!.start + elided
    const from = whole.slice(elided)
    const spelled = spelling(reading.terms)
    const text = spelled.isUnnamed && !/\s/.test(from) ? withMarksOf(from, spelled.text) : spelled.text
    return [
      {
        start,
        end,
        from,
        to: inStyleOf(from, { ...spelled, text }),
        kind: kindOf(typed.length, reading.terms.length),
      },
    ]
  })
}

/** The raw query with the edits applied; every byte outside of them stays. Edits are in order and do not overlap. */
export function applyEdits(raw: string, edits: readonly Edit[]): string {
  let text = ''
  let at = 0
  for (const edit of edits) {
    text += raw.slice(at, edit.start) + edit.to
    at = edit.end
  }
  return text + raw.slice(at)
}

function kindOf(typedTerms: number, intendedTerms: number): EditKind {
  if (intendedTerms > typedTerms) return 'word_break'
  return intendedTerms < typedTerms ? 'word_combination' : 'spelling'
}

/** Upper case stays upper case, a capital first letter stays; everything else is as it is spelled. */
function inStyleOf(from: string, { text, upper }: Spelled): string {
  const letters = from.replace(/\P{L}/gu, '')
  if (letters.length > 1 && letters === letters.toUpperCase()) return upper(text)
  const first = letters.slice(0, 1)
  if (first !== '' && first !== first.toLowerCase()) return text.replace(/^\p{L}|(?<= )\p{L}/gu, upper)
  return text
}
