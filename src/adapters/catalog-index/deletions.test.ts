import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { osaDistance } from '../../speller/edit-distance.ts'
import { nearEdits } from '../../speller/rank-hits.ts'
import { lettersOf, mayBeNear, visitDeletions } from './deletions.ts'

const hashesOf = (text: string) => {
  const units = Uint16Array.from(text, (letter) => letter.codePointAt(0)!)
  const hashes = new Set<number>()
  visitDeletions(units, 0, units.length, (hash) => hashes.add(hash))
  return hashes
}

describe('visitDeletions', () => {
  it.each([
    ['', 1],
    ['a', 2],
    ['abcd', 5],
    ['abcde', 1 + 5 + 10],
    ['abcdefgh', 1 + 8 + 28],
    ['abcdefghijklmnop', 1 + 8 + 28],
  ])('visits for %j %i hashes', (text, visits) => {
    expect(hashesOf(text).size).toBe(visits)
  })

  it('gives a form that is left after deletions the hash of that form', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'é'), minLength: 5, maxLength: 8 })
    fc.assert(
      fc.property(word, fc.nat(), fc.nat(), (text, i, j) => {
        const without = (form: string, at: number) =>
          form.slice(0, at % form.length) + form.slice((at % form.length) + 1)
        const [whole] = hashesOf(without(without(text, i), j))
        expect(hashesOf(text).has(whole!)).toBe(true)
      }),
    )
  })

  it('gives any two forms that are near at least one hash in common', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 1, maxLength: 12 })
    const mutated = word.chain((text) =>
      fc.tuple(
        fc.constant(text),
        fc.array(fc.tuple(fc.nat({ max: 3 }), fc.nat(), fc.constantFrom('a', 'b', 'c')), { maxLength: 2 }),
      ),
    )
    let near = 0
    fc.assert(
      fc.property(mutated, ([text, changes]) => {
        let other = text
        for (const [kind, place, letter] of changes) {
          const at = place % (other.length + 1)
          if (kind === 0) other = other.slice(0, at) + letter + other.slice(at)
          else if (kind === 1) other = other.slice(0, at) + other.slice(at + 1)
          else if (kind === 2) other = other.slice(0, at) + letter + other.slice(at + 1)
          else
            other =
              other.slice(0, at) +
              other
                .slice(at, at + 2)
                .split('')
                .reverse()
                .join('') +
              other.slice(at + 2)
        }
        if (other === '' || osaDistance(text, other, 2) > nearEdits(text.length, other.length)) return
        near++
        const own = hashesOf(text)
        expect(
          [...hashesOf(other)].some((hash) => own.has(hash)),
          `${text} ${other}`,
        ).toBe(true)
      }),
      { numRuns: 3000 },
    )
    expect(near).toBeGreaterThan(1000)
  })

  it('reads only its part of a larger array', () => {
    const units = Uint16Array.from('xxnikeyy', (letter) => letter.charCodeAt(0))
    const found: number[] = []
    visitDeletions(units, 2, 6, (hash) => found.push(hash))
    expect(new Set(found)).toEqual(hashesOf('nike'))
  })
})

describe('mayBeNear', () => {
  const lettersIn = (text: string) =>
    lettersOf(
      [...text].map((letter) => letter.codePointAt(0)!),
      0,
      text.length,
    )

  it('lets through whatever is near, for any two texts', () => {
    const text = fc.string({ unit: fc.constantFrom(...'abcdexyz'), maxLength: 6 })
    fc.assert(
      fc.property(text, text, (a, b) => {
        const edits = osaDistance(a, b, 9)
        expect(mayBeNear(lettersIn(a), lettersIn(b), edits)).toBe(true)
      }),
    )
  })

  it('stops texts with too many other letters', () => {
    expect(mayBeNear(lettersIn('kitchen'), lettersIn('bathtub'), 2)).toBe(false)
    expect(mayBeNear(lettersIn('abc'), lettersIn('abcde'), 1)).toBe(false)
  })
})
