import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRecordParts, parts } from './record-parts.ts'
import { createScratchFile } from './scratch-file.ts'

const first = fc.oneof(fc.integer({ min: 0, max: 0xffffffff }), fc.constantFrom(0, 0x00ffffff, 0x01000000, 0xffffffff))

describe('createRecordParts', () => {
  it('gives back every record in the part of its first word, in the order in which they came', () => {
    const blocks = fc.array(fc.array(first, { maxLength: 30 }), { maxLength: 5 })
    fc.assert(
      fc.property(blocks, (added) => {
        const file = createScratchFile()
        try {
          const records = createRecordParts(file, 2)
          let number = 0
          const numbered = added.map((block) => block.map((word) => [word, number++]))
          for (const block of numbered) records.add(Uint32Array.from([...block.flat(), 7, 7]), block.length)
          for (let part = 0; part < parts; part++) {
            const found: number[] = []
            for (const words of records.read(part)) found.push(...words)
            expect(found).toEqual(numbered.flat().flatMap(([word, at]) => (word! >>> 24 === part ? [word, at] : [])))
          }
        } finally {
          file.close()
        }
      }),
      { numRuns: 20 },
    )
  })

  it('writes more records than are written at once', () => {
    const file = createScratchFile()
    const records = createRecordParts(file, 2)
    const size = 300_000
    records.add(
      Uint32Array.from({ length: size * 2 }, (_, i) => (i % 2 === 0 ? ((i >>> 1) % parts) << 24 : i >>> 1)),
      size,
    )
    for (const part of [0, 255]) {
      const found = [...records.read(part)][0]!
      expect([found.length, found[1], found.at(-1)! % parts]).toEqual([
        Math.ceil((size - part) / parts) * 2,
        part,
        part,
      ])
    }
    file.close()
  })
})
