import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { osaDistance } from '../../src/speller/edit-distance.ts'
import { alignment, runsAround } from './aligned-edits.ts'

const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 7 })

describe('alignment', () => {
  it('explains the wrong form by as many edits as the distance says, and by nothing else', () => {
    fc.assert(
      fc.property(word, word, (right, wrong) => {
        const edits = alignment([...right], [...wrong])
        expect(edits).toHaveLength(osaDistance(right, wrong, 99))
        // what lies between the edits is equal on both sides
        let i = 0
        let j = 0
        for (const { from, to, typedFrom, typedTo } of edits) {
          expect(right.slice(i, from)).toBe(wrong.slice(j, typedFrom))
          i = to
          j = typedTo
        }
        expect(right.slice(i)).toBe(wrong.slice(j))
      }),
    )
  })

  it.each([
    ['shoes', 'shose', 'transposition', 3, 5],
    ['nike', 'nikwe', 'insertion', 3, 3],
    ['runing', 'runng', 'deletion', 3, 4],
    ['mat', 'met', 'substitution', 1, 2],
  ])('reads %s as %s as one %s', (right, wrong, kind, from, to) => {
    expect(alignment([...right], [...wrong])).toMatchObject([{ kind, from, to }])
  })
})

describe('runsAround', () => {
  const runs = (right: string, wrong: string, longest = 3) =>
    runsAround([...right], [...wrong], alignment([...right], [...wrong]), longest).map(([a, b]) => `${a}>${b}`)

  it('gives the edit with what stands around it, ends marked', () => {
    expect(runs('knob', 'nob').sort()).toEqual(['^k>^', '^kn>^n', 'k>', 'kn>n', 'kno>no'].sort())
    expect(runs('ab', 'abc')).toEqual(expect.arrayContaining(['$>c$', 'b>bc', 'b$>bc$']))
  })

  it('is equal but for the edit on both sides, never longer than asked, never empty on the right side', () => {
    fc.assert(
      fc.property(word, word, fc.integer({ min: 1, max: 3 }), (right, wrong, longest) => {
        for (const run of runs(right, wrong, longest)) {
          const [a, b] = run.split('>') as [string, string]
          expect(a.length).toBeGreaterThan(0)
          expect(Math.max(a.length, b.length)).toBeLessThanOrEqual(longest)
          expect(`^${right}$`).toContain(a)
          expect(`^${wrong}$`).toContain(b)
        }
      }),
    )
  })

  it('takes edits side by side as one', () => {
    expect(runs('phone', 'fone')).toContain('ph>f')
  })
})
