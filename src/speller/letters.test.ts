import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeLetters, emptyLetters, learnLetters } from './letters.ts'

describe('letters', () => {
  it('find usual what was learned, and unusual what was not', () => {
    const { surprise } = decodeLetters(learnLetters(['banana', 'bandana', 'panama', 'no digits 4']))
    expect(surprise('banana').mean).toBeLessThan(surprise('nbaaan').mean)
    expect(surprise('banana').most).toBeLessThan(surprise('bxnana').most)
  })

  it('are probabilities: what may stand at the beginning sums to 1', () => {
    const table = learnLetters(['banana', 'bandana', 'apple'])
    const first = table.subarray(0, 27).reduce((sum, nats16) => sum + Math.exp(-nats16 / 16), 0)
    expect(first).toBeGreaterThan(0.93)
    expect(first).toBeLessThan(1.07)
  })

  it('say nothing of terms with other characters', () => {
    const { surprise } = decodeLetters(learnLetters(['abc']))
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z]{0,5}[0-9é-][a-z]{0,5}$/), (term) => {
        expect(surprise(term)).toEqual({ mean: 0, most: 0 })
      }),
    )
    expect(emptyLetters.surprise('abc')).toEqual({ mean: 0, most: 0 })
  })

  it('refuse a table of another size', () => {
    expect(() => decodeLetters(new Uint8Array(10))).toThrow(expect.objectContaining({ code: 'model_invalid' }))
  })

  it('as shipped, find slips of the finger odd, and words and brand names usual', () => {
    const { surprise } = decodeLetters(readFileSync(new URL('../../models/letters.bin', import.meta.url)))
    for (const [usual, odd] of [
      ['staples', 'dstaples'],
      ['bricks', 'tbricks'],
      ['spacers', 'lspacers'],
      ['heat', 'hehwat'],
    ] as const)
      expect(surprise(usual).most).toBeLessThan(surprise(odd).most)
  })
})
