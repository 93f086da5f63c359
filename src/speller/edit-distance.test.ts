import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { codePoints, osaDistance } from './edit-distance.ts'

/** The definition, as a textbook writes it: no bound, no shared scratch, no cut. */
function textbook(a: readonly string[], b: readonly string[]): number {
  const memo = new Map<string, number>()
  const at = (i: number, j: number): number => {
    if (i === 0 || j === 0) return i + j
    const key = `${i},${j}`
    const known = memo.get(key)
    if (known !== undefined) return known
    let least = Math.min(at(i - 1, j) + 1, at(i, j - 1) + 1, at(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1))
    if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) least = Math.min(least, at(i - 2, j - 2) + 1)
    memo.set(key, least)
    return least
  }
  return at(a.length, b.length)
}

const letters = fc.constantFrom('a', 'b', 'c', '𝒜', '😀', 'é')
const text = fc.string({ unit: letters, maxLength: 9 })

describe('osaDistance', () => {
  it.each([
    ['', '', 0],
    ['', 'abc', 3],
    ['nike', 'nike', 0],
    ['nike', 'nikee', 1],
    ['shose', 'shoes', 1],
    ['ca', 'abc', 3],
    ['teh', 'the', 1],
    ['abcd', 'badc', 2],
    ['𝒜b', 'b𝒜', 1],
    ['😀', '😃', 1],
    ['kitten', 'sitting', 3],
  ])('counts the edits from %j to %j: %i', (a, b, edits) => {
    expect(osaDistance(a, b, 99)).toBe(edits)
  })

  it('equals the textbook recursion for any two texts, within any bound', () => {
    fc.assert(
      fc.property(text, text, fc.nat({ max: 10 }), (a, b, max) => {
        expect(osaDistance(a, b, max)).toBe(Math.min(textbook([...a], [...b]), max + 1))
      }),
      { numRuns: 2000 },
    )
  })

  it('is the same both ways', () => {
    fc.assert(fc.property(text, text, (a, b) => osaDistance(a, b, 9) === osaDistance(b, a, 9)))
  })

  it('answers alike before and after a text that outgrows its scratch rows', () => {
    const before = osaDistance('runing', 'running', 3)
    const long = 'xy'.repeat(200)
    expect(osaDistance(`a${long}b`, `b${long}a`, 5)).toBe(2)
    expect(osaDistance(`a${long}`, `${long}bbb`, 5)).toBe(4)
    expect(osaDistance('runing', 'running', 3)).toBe(before)
  })
})

describe('codePoints', () => {
  it('holds one number a code point, lone surrogates too', () => {
    expect([...codePoints('a😀\ud83d')]).toEqual([0x61, 0x1f600, 0xd83d])
    expect(codePoints('')).toHaveLength(0)
  })
})
