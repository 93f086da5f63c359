import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createIdSet } from './id-set.ts'

describe('createIdSet', () => {
  it.each([1, 3, 1000])('answers as a Set does, with %i ids in memory', (held) => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 3 })), (ids) => {
        const ours = createIdSet({ held })
        const theirs = new Set<string>()
        for (const id of ids) {
          expect(ours.add(id)).toBe(!theirs.has(id))
          theirs.add(id)
        }
        expect(ours.size).toBe(theirs.size)
        ours.close()
      }),
    )
  })

  it.each([9_999, undefined])('tells 100,000 similar ids apart, with %s in memory', (held) => {
    const ids = createIdSet(held === undefined ? {} : { held })
    for (let i = 0; i < 100_000; i++) if (!ids.add(`SKU-${i}`)) throw new Error(`SKU-${i} is taken for another`)
    expect(ids.size).toBe(100_000)
    for (let i = 0; i < 100_000; i += 9) if (ids.add(`SKU-${i}`)) throw new Error(`SKU-${i} is forgotten`)
    ids.close()
  })
})
