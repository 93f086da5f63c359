import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { applyEdits, editsOf } from './edits.ts'
import { type GuardFacts, protectedWindowsOf, refuse } from './guards.ts'
import { parseQuery } from './normalise.ts'
import { compileOverrides } from './overrides.ts'
import type { Reading } from './types.ts'

describe('refuse', () => {
  it('lets nothing touch a frozen or a protected term, whatever the readings and the catalog', () => {
    const typed = fc.constantFrom('nikee', 'Shose', 'WD-40', '15', 'hygeeni', 'x200', '½', 'a@b.de', 'lip')
    const intended = fc.constantFrom('nike', 'shoes', '16', 'hygiene', 'x200', 'lip', 'balm', 'wd40')
    const overrides = compileOverrides([{ rule: 'protect', term: 'Hygeeni' }])
    const facts: GuardFacts = {
      elsewhere: () => false,
      inCatalog: () => true,
      zipf: () => 8,
      retrieved: () => true,
      protectedWindows: [],
      overrides,
    }
    const mend: Readonly<Record<string, string>> = { nikee: 'nike', shose: 'shoes', hygeeni: 'hygiene', lip: 'lap' }
    const change = fc.oneof(
      { weight: 3, arbitrary: fc.constant('mend' as const) },
      {
        weight: 1,
        arbitrary: fc.record({
          more: fc.constantFrom(0, 0, 1, 2),
          terms: fc.array(intended, { minLength: 1, maxLength: 2 }),
        }),
      },
    )
    const changesByPlace = fc.array(fc.option(change, { nil: undefined }), { minLength: 9, maxLength: 9 })
    let passed = 0
    fc.assert(
      fc.property(fc.array(typed, { minLength: 1, maxLength: 4 }), changesByPlace, (terms, changes) => {
        const raw = terms.join(' ')
        const query = parseQuery(raw)
        const readings: Reading[] = []
        for (let at = 0; at < query.terms.length;) {
          const own = changes[at]
          const text = query.terms[at]!.text
          const given = own === 'mend' ? { more: 0, terms: [mend[text] ?? text] } : (own ?? { more: 0, terms: [text] })
          const to = Math.min(query.terms.length, at + 1 + given.more)
          readings.push({ from: at, to, terms: given.terms, cost: 1 })
          at = to
        }
        if (
          refuse(query, readings, {
            ...facts,
            protectedWindows: protectedWindowsOf(query, [], overrides, undefined),
          }) !== undefined
        )
          return
        const edits = editsOf(query, readings)
        if (edits.length > 0) passed++
        const text = applyEdits(raw, edits)
        for (const term of query.terms) {
          if (!term.frozen && term.text !== 'hygeeni') continue
          expect(edits.some((edit) => edit.start < term.end && edit.end > term.start)).toBe(false)
          const shift = edits
            .filter((edit) => edit.end <= term.start)
            .reduce((sum, edit) => sum + edit.to.length - edit.from.length, 0)
          expect(text.slice(term.start + shift, term.end + shift)).toBe(raw.slice(term.start, term.end))
        }
      }),
      { numRuns: 2000 },
    )
    expect(passed).toBeGreaterThan(100)
  })
})
