import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { keptIds, newGenerationId } from './generations.ts'

describe('keptIds', () => {
  const follows = (links: Readonly<Record<string, string>>) => (id: string) => links[id]

  it.each([
    ['the live one alone', 0, 'd', ['d']],
    ['what the live one follows before newer ones', 1, 'b', ['a', 'b']],
    ['then the newest of the rest', 2, 'b', ['a', 'b', 'd']],
    ['a chain through several', 2, 'd', ['a', 'b', 'd']],
    ['all of few', 9, 'd', ['a', 'b', 'c', 'd']],
    ['the newest where none is live', 2, undefined, ['c', 'd']],
  ])('keeps %s', (_what, keep, live, expected) => {
    const kept = keptIds(['d', 'c', 'b', 'a'], live, follows({ d: 'b', c: 'b', b: 'a' }), keep)
    expect([...kept].sort()).toEqual(expected)
  })

  it('keeps the live one and at most so many others, whatever follows what', () => {
    const ids = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 2 }), { minLength: 1, maxLength: 6 })
    const link = fc.dictionary(fc.string({ minLength: 1, maxLength: 2 }), fc.string({ minLength: 1, maxLength: 2 }))
    fc.assert(
      fc.property(ids, link, fc.nat(4), (all, links, keep) => {
        const live = all[0]!
        const kept = keptIds(all, live, follows(links), keep)
        expect(kept.has(live)).toBe(true)
        expect(kept.size).toBe(Math.min(all.length, keep + 1))
        expect(all).toEqual(expect.arrayContaining([...kept]))
      }),
    )
  })
})

describe('newGenerationId', () => {
  it('comes after the newest, within one millisecond and when the clock went back', () => {
    const first = newGenerationId()
    expect(first).toMatch(/^\d{17}[0-9a-f]{6}$/)
    expect(newGenerationId(first) > first).toBe(true)
    expect(newGenerationId('29991231235958000ffffff') > '29991231235958000ffffff').toBe(true)
  })
})
