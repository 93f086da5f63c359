import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { applyEdits, editsOf } from './edits.ts'
import { parseQuery } from './normalise.ts'
import { read, type Window } from './testing/read-windows.ts'
import type { Reading } from './types.ts'

const corrected = (raw: string, ...windows: readonly Window[]) =>
  applyEdits(raw, editsOf(parseQuery(raw), read(raw, ...windows)))

describe('editsOf', () => {
  it('tells place, texts and kind of each change', () => {
    expect(
      editsOf(parseQuery(' nikee runing-shose'), read(' nikee runing-shose', [0, 1, 'nike'], [1, 2, 'running'])),
    ).toEqual([
      { start: 1, end: 6, from: 'nikee', to: 'nike', kind: 'spelling' },
      { start: 7, end: 13, from: 'runing', to: 'running', kind: 'spelling' },
    ])
    expect(editsOf(parseQuery('lipbalm'), read('lipbalm', [0, 1, 'lip balm']))).toEqual([
      { start: 0, end: 7, from: 'lipbalm', to: 'lip balm', kind: 'word_break' },
    ])
    expect(editsOf(parseQuery('a dish washer'), read('a dish washer', [1, 3, 'dishwasher']))).toEqual([
      { start: 2, end: 13, from: 'dish washer', to: 'dishwasher', kind: 'word_combination' },
    ])
    expect(editsOf(parseQuery('redb ull'), read('redb ull', [0, 2, 'red bull']))).toMatchObject([{ kind: 'spelling' }])
  })

  it('is empty for the query as typed, whatever its case and accents', () => {
    const raw = "L'ORÉAL  Crème—½ Straße"
    expect(editsOf(parseQuery(raw), read(raw))).toEqual([])
  })

  it.each([
    ['NIKEE SHOES', 0, 'nike', 'NIKE SHOES'],
    ['Nikee shoes', 0, 'nike', 'Nike shoes'],
    ['nikee shoes', 0, 'nike', 'nike shoes'],
    ['nIKEE shoes', 0, 'nike', 'nike shoes'],
    ['NiKee shoes', 0, 'nike', 'Nike shoes'],
    ['LIPBALM', 0, 'lip balm', 'LIP BALM'],
    ['Lipbalm', 0, 'lip balm', 'Lip Balm'],
    ['Élan shoes', 0, 'elann', 'Elann shoes'],
    ['N shoes', 0, 'nike', 'Nike shoes'],
    ['(nikee) shoes!', 0, 'nike', '(nike) shoes!'],
    ['"nikee", shoes…', 0, 'nike', '"nike", shoes…'],
    ["levi's jens", 1, 'jeans', "levi's jeans"],
  ])('keeps the style of %j', (raw, at, to, text) => {
    expect(corrected(raw, [at, at + 1, to])).toBe(text)
  })
})

describe('applyEdits', () => {
  it('changes nothing without edits', () => {
    expect(applyEdits(' Any  thing\t', [])).toBe(' Any  thing\t')
  })

  it('leaves every unit outside the edits as it is, for any query and readings', () => {
    const pieces = fc.constantFrom(
      'nikee',
      'Runing',
      'SHOSE',
      "L'Oréal",
      '15',
      '½',
      '😀',
      ',',
      ' ',
      '  ',
      '-',
      '\t',
      '…',
      '\u0301',
    )
    const words = fc.constantFrom('nike', 'running', 'lip balm', 'é', 'x')
    fc.assert(
      fc.property(
        fc.array(pieces, { maxLength: 12 }),
        fc.array(fc.tuple(fc.nat(), fc.nat({ max: 2 }), words)),
        (parts, changes) => {
          const raw = parts.join('')
          const query = parseQuery(raw)
          const windows = new Map(
            changes.map(([at, more, text]) => [at % Math.max(1, query.terms.length), { more, text }]),
          )
          const readings: Reading[] = []
          for (let at = 0; at < query.terms.length;) {
            const window = windows.get(at)
            const to = Math.min(query.terms.length, at + 1 + (window?.more ?? 0))
            const terms = window ? window.text.split(' ') : [query.terms[at]!.text]
            readings.push({ from: at, to, terms, cost: 1 })
            at = to
          }
          const edits = editsOf(query, readings)
          const text = applyEdits(raw, edits)
          let rawAt = 0
          let textAt = 0
          for (const edit of edits) {
            expect(edit.start).toBeGreaterThanOrEqual(rawAt)
            expect(raw.slice(edit.start, edit.end)).toBe(edit.from)
            expect(text.slice(textAt, textAt + edit.start - rawAt)).toBe(raw.slice(rawAt, edit.start))
            textAt += edit.start - rawAt
            expect(text.slice(textAt, textAt + edit.to.length)).toBe(edit.to)
            textAt += edit.to.length
            rawAt = edit.end
          }
          expect(text.slice(textAt)).toBe(raw.slice(rawAt))
        },
      ),
      { numRuns: 500 },
    )
  })
})
