import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createIdSet } from './id-set.ts'

describe('createIdSet', () => {
  it('answers as a Set does', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 3 })), (ids) => {
        const ours = createIdSet()
        const theirs = new Set<string>()
        for (const id of ids) {
          expect(ours.add(id)).toBe(!theirs.has(id))
          theirs.add(id)
        }
        expect(ours.size).toBe(theirs.size)
      }),
    )
  })

  it('tells 100,000 similar ids apart', () => {
    const ids = createIdSet()
    for (let i = 0; i < 100_000; i++) if (!ids.add(`SKU-${i}`)) throw new Error(`SKU-${i} is taken for another`)
    expect(ids.size).toBe(100_000)
    expect(ids.add('SKU-4711')).toBe(false)
  })
})
