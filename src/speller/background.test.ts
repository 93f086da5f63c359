import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeBackground, emptyBackground, encodeBackground } from './background.ts'

const words = fc
  .dictionary(
    fc.string({ unit: fc.constantFrom(...'abcé😀 '), minLength: 1, maxLength: 8 }),
    fc.integer({ min: 1, max: 80 }),
    {
      maxKeys: 60,
    },
  )
  .map((table) => new Map(Object.entries(table).map(([word, tenths]) => [word, tenths / 10])))

describe('encodeBackground', () => {
  it('brings back every word with its frequency, to a tenth', () => {
    fc.assert(
      fc.property(words, (zipfOf) => {
        const background = decodeBackground(encodeBackground(zipfOf))
        for (const [word, zipf] of zipfOf) expect(background.zipf(word)).toBeCloseTo(zipf, 9)
      }),
    )
  })

  it('knows no word that was not put in, but for one in millions', () => {
    const zipfOf = new Map(Array.from({ length: 300_000 }, (_, i) => [`word${i}`, 4]))
    const background = decodeBackground(encodeBackground(zipfOf))
    const known = Array.from({ length: 300_000 }, (_, i) => background.zipf(`other${i}`)).filter((zipf) => zipf > 0)
    // by the first hash alone 21 would be
    expect(known.length).toBeLessThanOrEqual(2)
    expect(decodeBackground(encodeBackground(new Map())).zipf('nike')).toBe(0)
  })

  it('keeps rare and very common words inside the scale', () => {
    const background = decodeBackground(
      encodeBackground(
        new Map([
          ['rare', 0.01],
          ['the', 99],
        ]),
      ),
    )
    expect(background.zipf('rare')).toBe(0.1)
    expect(background.zipf('the')).toBe(25.5)
  })

  it('reads a table that stands anywhere in a larger buffer', () => {
    const file = encodeBackground(new Map([['nike', 4.2]]))
    const larger = new Uint8Array(file.length + 9)
    larger.set(file, 3)
    expect(decodeBackground(larger.subarray(3, 3 + file.length)).zipf('nike')).toBe(4.2)
  })
})

describe('decodeBackground', () => {
  const file = encodeBackground(new Map([['nike', 4]]))
  const patched = (at: number, value: number) => {
    const copy = file.slice()
    copy[at] = value
    return copy
  }

  it.each([
    ['an empty file', new Uint8Array(0)],
    ['a foreign file', new TextEncoder().encode('PK not a table at all')],
    ['another magic', patched(0, 0)],
    ['a truncated file', file.slice(0, -1)],
    ['a file with bytes at the end', new Uint8Array([...file, 0])],
    ['a wrong number of slots', patched(4, 32)],
    ['no slots', patched(4, 0)],
  ])('refuses %s', (_, bytes) => {
    expect(() => decodeBackground(bytes)).toThrow(expect.objectContaining({ code: 'model_invalid' }))
  })
})

describe('emptyBackground', () => {
  it('knows no word', () => {
    expect(emptyBackground.zipf('the')).toBe(0)
  })
})
