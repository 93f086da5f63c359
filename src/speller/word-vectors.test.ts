import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeWordVectors, emptyWordVectors, encodeWordVectors } from './word-vectors.ts'

const dimension = 6
const vectors = fc
  .dictionary(
    fc.string({ unit: fc.constantFrom(...'abcé'), minLength: 1, maxLength: 8 }),
    fc.array(fc.integer({ min: -50, max: 50 }), { minLength: dimension, maxLength: dimension }),
    { minKeys: 2, maxKeys: 40 },
  )
  .map((table) => new Map(Object.entries(table)))

function cosine(a: readonly number[], b: readonly number[]): number {
  const product = a.reduce((sum, value, i) => sum + value * b[i]!, 0)
  const lengths = Math.hypot(...a) * Math.hypot(...b)
  return lengths === 0 ? 0 : product / lengths
}

describe('encodeWordVectors', () => {
  it('brings back the cosine of any two words, to what 8 bits a part leave of it', () => {
    fc.assert(
      fc.property(vectors, (vectorOf) => {
        const table = decodeWordVectors(encodeWordVectors(vectorOf, dimension))
        const words = [...vectorOf.keys()]
        for (const [i, word] of words.entries()) {
          expect(table.has(word)).toBe(true)
          const other = words[(i + 1) % words.length]!
          expect(table.similarity(word, other)).toBeCloseTo(cosine(vectorOf.get(word)!, vectorOf.get(other)!), 1)
        }
      }),
    )
  })

  it('reads from a part of a larger buffer, at whatever offset', () => {
    const file = encodeWordVectors(
      new Map([
        ['step', [1, 2]],
        ['ladder', [2, 4]],
      ]),
      2,
    )
    const larger = new Uint8Array(file.length + 3)
    larger.set(file, 3)
    expect(decodeWordVectors(larger.subarray(3)).similarity('step', 'ladder')).toBeCloseTo(1, 2)
  })
})

describe('decodeWordVectors', () => {
  const table = decodeWordVectors(
    encodeWordVectors(
      new Map([
        ['towel', [3, 1]],
        ['rack', [1, 3]],
      ]),
      2,
    ),
  )

  it('compares only words that it has', () => {
    expect(table.has('town')).toBe(false)
    expect(table.similarity('towel', 'town')).toBe(0)
    expect(table.similarity('town', 'rack')).toBe(0)
    expect(table.similarity('towel', 'rack')).toBeCloseTo(0.6, 1)
    expect(emptyWordVectors.has('towel')).toBe(false)
    expect(emptyWordVectors.similarity('towel', 'rack')).toBe(0)
  })

  it.each([
    ['a file that was cut', (file: Uint8Array) => file.subarray(0, file.length - 1)],
    ['a file of another kind', (file: Uint8Array) => file.map((byte, i) => (i === 0 ? byte ^ 1 : byte))],
    ['no file at all', () => new Uint8Array()],
  ])('refuses %s', (_, damaged) => {
    const file = encodeWordVectors(new Map([['towel', [3, 1]]]), 2)
    expect(() => decodeWordVectors(damaged(file))).toThrow('the table of word vectors is damaged')
  })
})
