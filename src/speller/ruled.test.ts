import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { applyEdits } from './edits.ts'
import { withRules } from './ruled.ts'
import type { Edit } from './types.ts'

const word = fc.stringMatching(/^[a-z]{1,6}$/)

/** Edits of the terms of a text of single spaces, by what each becomes. */
function editsOf(text: string, becomes: (term: string, i: number) => string | undefined): Edit[] {
  let start = 0
  return text.split(' ').flatMap((from, i): Edit[] => {
    const at = start
    start += from.length + 1
    const to = becomes(from, i)
    return to === undefined ? [] : [{ start: at, end: at + from.length, from, to, kind: 'spelling' }]
  })
}

describe('withRules', () => {
  it('makes of the query what the later edits make of the text that the rules made', () => {
    const term = fc.record({ typed: word, ruled: fc.option(word), later: fc.option(word) })
    fc.assert(
      fc.property(fc.array(term, { minLength: 1, maxLength: 6 }), (terms) => {
        const query = terms.map(({ typed }) => typed).join(' ')
        const rules = editsOf(query, (_, i) => terms[i]!.ruled ?? undefined)
        const text = applyEdits(query, rules)
        const later = editsOf(text, (_, i) => (terms[i]!.ruled === null ? (terms[i]!.later ?? undefined) : undefined))
        const edits = withRules({ edits: rules }, later)!
        expect(applyEdits(query, edits)).toBe(applyEdits(text, later))
        for (const { start, end, from } of edits) expect(query.slice(start, end)).toBe(from)
      }),
    )
  })

  it('is undefined where a later edit touches what a rule wrote', () => {
    const rules = editsOf('ps five games', (term, i) => (i === 1 ? '5' : undefined))
    const over = (start: number, end: number): Edit[] => [{ start, end, from: '', to: 'x', kind: 'word_combination' }]
    expect(withRules({ edits: rules }, over(0, 4))).toBeUndefined()
    expect(withRules({ edits: rules }, over(3, 10))).toBeUndefined()
    expect(withRules({ edits: rules }, over(0, 2))).toHaveLength(2)
    expect(withRules({ edits: rules }, over(5, 10))).toMatchObject([{ start: 3 }, { start: 8, end: 13 }])
  })
})
