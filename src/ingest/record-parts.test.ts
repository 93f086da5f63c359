import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRecordParts, parts } from './record-parts.ts'
import { createScratchFile } from './scratch-file.ts'

const first = fc.oneof(fc.integer({ min: 0, max: 0xffffffff }), fc.constantFrom(0, 0x00ffffff, 0x01000000, 0xffffffff))

const recordsOf = (words: Uint32Array, width: number) =>
  Array.from({ length: words.length / width }, (_, i) => [...words.subarray(i * width, (i + 1) * width)])

describe('createRecordParts', () => {
  it('gives back every record, those of one key in one part and in the order in which they came', () => {
    const blocks = fc.array(fc.array(fc.tuple(first, fc.nat({ max: 2 })), { maxLength: 30 }), { maxLength: 5 })
    fc.assert(
      fc.property(blocks, (added) => {
        const file = createScratchFile()
        try {
          const records = createRecordParts(file, 3)
          let number = 0
          const numbered = added.map((block) => block.map((key) => [...key, number++]))
          for (const block of numbered) records.add(Uint32Array.from(block.flat()))
          const found: number[][] = []
          const partOfKey = new Map<string, number>()
          for (let part = 0; part < parts; part++) {
            let last = -1
            for (const words of records.read(part))
              for (const [a, b, at] of recordsOf(words, 3) as [number, number, number][]) {
                expect(at).toBeGreaterThan(last)
                expect(partOfKey.get(`${a} ${b}`) ?? part).toBe(part)
                partOfKey.set(`${a} ${b}`, part)
                found.push([a, b, (last = at)])
              }
          }
          expect(found.sort((one, other) => one[2]! - other[2]!)).toEqual(numbered.flat())
        } finally {
          file.close()
        }
      }),
      { numRuns: 10 },
    )
  })

  it('writes more records than are written at once, in parts of about one size', () => {
    const file = createScratchFile()
    const records = createRecordParts(file, 2)
    const size = 300_000
    records.add(Uint32Array.from({ length: size * 2 }, (_, i) => i))
    const sizes: number[] = []
    const found = new Set<number>()
    for (let part = 0; part < parts; part++)
      for (const words of records.read(part)) {
        sizes.push(words.length / 2)
        for (const word of words) found.add(word)
      }
    expect(found.size).toBe(size * 2)
    expect(Math.max(...sizes)).toBeLessThan((2 * size) / parts)
    file.close()
  })
})
