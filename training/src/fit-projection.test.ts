import { describe, expect, it } from 'vitest'
import { commonEnds, createScatter, fitProjection } from './fit-projection.ts'

const bytes = (text: string) => new TextEncoder().encode(text)

describe('commonEnds', () => {
  it.each([
    [
      'shoes',
      'shose',
      [
        [0, 0],
        [1, 1],
        [2, 2],
      ],
    ],
    [
      'drill',
      'dril',
      [
        [0, 0],
        [1, 1],
        [2, 2],
        [3, 3],
      ],
    ],
    [
      'cable',
      'cabble',
      [
        [0, 0],
        [1, 1],
        [2, 2],
        [4, 5],
        [3, 4],
      ],
    ],
    ['a', 'b', []],
  ] as const)('pairs the bytes of %s and %s outside of the mistake', (a, b, pairs) => {
    expect(commonEnds(bytes(a), bytes(b))).toEqual(pairs)
  })
})

describe('fitProjection', () => {
  it('finds the direction that tells states apart and that mistakes leave as it is', () => {
    const scatter = createScatter(2)
    // the first number is the letter's, the second is noise of the same size
    for (let i = 0; i < 40; i++) {
      const letter = i % 2 === 0 ? 3 : -3
      const noise = (i % 7) - 3
      scatter.add(
        bytes('a'),
        Float32Array.of(letter, noise),
        bytes('a'),
        Float32Array.of(letter + 0.1 * (i % 3), -noise),
      )
    }
    const [first, second] = fitProjection(scatter, 1)
    expect(Math.abs(first!)).toBeGreaterThan(5 * Math.abs(second!))
    expect(scatter.mean()[0]).toBeCloseTo(0.05, 1)
  })
})
