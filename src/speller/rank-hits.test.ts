import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compareHits, hitScore, maxHitEdits, nearEdits, rankHits } from './rank-hits.ts'
import type { Name } from './types.ts'

const name = (form: string, count = 1, locale?: string): Name => ({
  text: form,
  form,
  kind: 'term',
  count,
  ...(locale === undefined ? {} : { locale }),
})

describe('nearEdits', () => {
  it.each([
    [1, 1],
    [4, 1],
    [5, 2],
    [20, 2],
  ])('allows forms of %i code points %i edit(s)', (length, edits) => {
    expect(nearEdits(length)).toBe(edits)
  })
})

describe('hitScore', () => {
  it('is 1 at no edits, falls with edits, and never leaves (0, 1]', () => {
    expect(hitScore(0, 0, 0)).toBe(1)
    fc.assert(
      fc.property(fc.nat({ max: 9 }), fc.nat({ max: 40 }), fc.nat({ max: 40 }), (edits, span, own) => {
        const score = hitScore(edits, span, own)
        expect(score).toBeGreaterThan(0)
        expect(score).toBeLessThanOrEqual(1)
        expect(hitScore(edits + 1, span, own)).toBeLessThan(score)
      }),
    )
  })
})

describe('rankHits', () => {
  it('puts fewer edits first, then greater counts, then forms, then no locale', () => {
    const names = [
      name('cusia', 900),
      name('casie', 5),
      name('casio', 1, 'de-DE'),
      name('casia', 5),
      name('casio', 1),
      name('casis', 80),
    ]
    const hits = rankHits('casio', names, 9)
    expect(hits.map((hit) => [hit.name.form, hit.edits, hit.name.locale])).toEqual([
      ['casio', 0, undefined],
      ['casio', 0, 'de-DE'],
      ['casis', 1, undefined],
      ['casia', 1, undefined],
      ['casie', 1, undefined],
      ['cusia', 2, undefined],
    ])
  })

  it('compares joined forms, and keeps the best `limit`', () => {
    expect(rankHits('redbull', [name('red bull'), name('red bulls'), name('bull')], 2)).toMatchObject([
      { name: { form: 'red bull' }, edits: 0, score: 1 },
      { name: { form: 'red bulls' }, edits: 1 },
    ])
  })

  it('says one more than it counts of a name that is farther away', () => {
    expect(rankHits('casio', [name('refrigerator')], 1)[0]!.edits).toBe(maxHitEdits + 1)
  })

  it('orders as compareHits says, whatever the order of the names', () => {
    const any = fc
      .uniqueArray(
        fc.tuple(fc.string({ unit: fc.constantFrom('a', 'b'), minLength: 1, maxLength: 4 }), fc.nat({ max: 3 })),
        { selector: ([form]) => form },
      )
      .map((rows) => rows.map(([form, count]) => name(form, count + 1)))
    fc.assert(
      fc.property(any, (names) => {
        const hits = rankHits('abab', names, 99)
        for (let i = 1; i < hits.length; i++) expect(compareHits(hits[i - 1]!, hits[i]!)).toBeLessThan(0)
        const key = (list: typeof hits) => list.map((hit) => `${hit.edits} ${hit.name.count} ${hit.name.form}`)
        expect(key(rankHits('abab', [...names].reverse(), 99))).toEqual(key(hits))
      }),
    )
  })
})
