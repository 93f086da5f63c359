import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CountTable, countWord } from './count-table.ts'

describe('CountTable', () => {
  it('keeps a record for each key while it grows, and gives them side by side', () => {
    const number = fc.oneof(fc.nat({ max: 60 }), fc.integer({ min: 0xfffffff0, max: 0xffffffff }))
    const keys = fc.array(fc.tuple(number, number), { minLength: 2000, maxLength: 4000, size: 'max' })
    fc.assert(
      fc.property(keys, (pairs) => {
        const table = new CountTable(4)
        const counts = new Map<string, number>()
        for (const [a, b] of pairs) {
          const at = table.put(a, b)
          table.words[at + countWord]!++
          counts.set(`${a} ${b}`, (counts.get(`${a} ${b}`) ?? 0) + 1)
        }
        expect(table.size).toBe(counts.size)
        for (const [a, b] of pairs) expect(table.words[table.find(a, b) + countWord]).toBe(counts.get(`${a} ${b}`))
        expect(table.find(61, 61)).toBe(-1)
        const packed = table.packed(3)
        const found = Array.from({ length: table.size }, (_, record) => {
          const [a, b, count] = packed.subarray(record * 3, record * 3 + 3)
          return [`${a} ${b}`, count] as const
        })
        expect(new Map(found)).toEqual(counts)
        table.clear()
        expect([table.size, table.find(...pairs[0]!)]).toEqual([0, -1])
      }),
      { numRuns: 3 },
    )
  })
})
