import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DenseTable } from './dense-table.ts'

const countWord = 2

describe('DenseTable', () => {
  it('keeps a record for each key while it grows, and gives them side by side in the order in which they came', () => {
    const number = fc.oneof(fc.nat({ max: 60 }), fc.integer({ min: 0xfffffff0, max: 0xffffffff }))
    const keys = fc.array(fc.tuple(number, number), { minLength: 2000, maxLength: 4000, size: 'max' })
    fc.assert(
      fc.property(keys, fc.constantFrom(0, 1500, 5000), (pairs, room) => {
        const table = new DenseTable(4, room)
        const countAll = () => {
          for (const [a, b] of pairs) {
            const at = table.put(a, b)
            table.words[at + countWord]!++
          }
          const packed = table.packed(3)
          return Array.from({ length: table.size }, (_, record) => [...packed.subarray(record * 3, record * 3 + 3)])
        }
        const counts = new Map<string, number>()
        for (const [a, b] of pairs) counts.set(`${a} ${b}`, (counts.get(`${a} ${b}`) ?? 0) + 1)
        const expected = Array.from(counts, ([key, count]) => [...key.split(' ').map(Number), count])
        expect(countAll()).toEqual(expected)
        table.clear()
        expect(table.size).toBe(0)
        expect(countAll()).toEqual(expected)
      }),
      { numRuns: 9 },
    )
  })

  it('leaves its records where they are up to as many as are expected', () => {
    const table = new DenseTable(4, 3000)
    const { words } = table
    const isMoved = Array.from({ length: 3001 }, (_, i) => {
      table.put(i, i)
      return table.words !== words
    })
    expect(isMoved.indexOf(true)).toBe(3000)
  })

  it('looks ahead without putting anything', () => {
    const table = new DenseTable(4)
    table.put(1, 2)
    table.lookAhead(Int32Array.of(1, 2, -3, 4), 2)
    expect(table.size).toBe(1)
  })
})
