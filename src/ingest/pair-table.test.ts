import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createPairTable, keyWords } from './pair-table.ts'

describe('createPairTable', () => {
  it('keeps a record for each key, in order of arrival, while it grows', () => {
    const number = fc.oneof(fc.nat({ max: 60 }), fc.integer({ min: 0xfffffff0, max: 0xffffffff }))
    const keys = fc.array(fc.tuple(number, number), { minLength: 2000, maxLength: 4000, size: 'max' })
    fc.assert(
      fc.property(keys, (pairs) => {
        const table = createPairTable(keyWords + 1)
        const counts = new Map<string, number>()
        for (const [a, b] of pairs) {
          const at = table.put(a, b)
          table.words[at + keyWords]!++
          counts.set(`${a} ${b}`, (counts.get(`${a} ${b}`) ?? 0) + 1)
        }
        expect(table.size).toBe(counts.size)
        const found = Array.from({ length: table.size }, (_, record) => {
          const [a, b, count] = table.words.subarray(record * 3, record * 3 + 3)
          expect(table.find(a!, b!)).toBe(record * 3)
          return [`${a} ${b}`, count]
        })
        expect(found).toEqual([...counts])
        expect(table.find(61, 61)).toBe(-1)
        table.clear()
        expect([table.size, table.find(...pairs[0]!)]).toEqual([0, -1])
        expect([table.put(...pairs.at(-1)!), table.words[keyWords], table.size]).toEqual([0, 0, 1])
      }),
      { numRuns: 3 },
    )
  })
})
