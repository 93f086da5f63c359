import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compareHits, hitScore, maxHitEdits, nearEdits } from './rank-hits.ts'
import { rankNames } from './testing/rank-names.ts'
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
    [1, 1, 1],
    [4, 4, 1],
    [4, 5, 2],
    [5, 3, 2],
    [20, 20, 2],
  ])('allows forms of %i and %i code points %i edit(s)', (span, own, edits) => {
    expect(nearEdits(span, own)).toBe(edits)
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

describe('bestHits', () => {
  it('puts fewer edits first, then greater counts, then forms, then no locale', () => {
    const names = [
      name('cusia', 900),
      name('casie', 5),
      name('casio', 1, 'de-DE'),
      name('casia', 5),
      name('casio', 1),
      name('casis', 80),
    ]
    const hits = rankNames('casio', names, 9)
    expect(hits.map((hit) => [hit.name.form, hit.edits, hit.name.locale])).toEqual([
      ['casio', 0, undefined],
      ['casio', 0, 'de-DE'],
      ['casis', 1, undefined],
      ['casia', 1, undefined],
      ['casie', 1, undefined],
      ['cusia', 2, undefined],
    ])
  })

  it('puts what is cheaper to type first among names of as many edits, and weighs the cost against the count', () => {
    const names = [name('casia', 5), name('casis', 80), name('cusia', 900), name('casio')]
    const costs: Readonly<Record<string, number>> = { casia: 4, casis: 5.9, cusia: 0, casio: 0 }
    const order = (raised: number) =>
      rankNames('cas io', names, 9, (own, typed) => {
        expect(typed).toBe('casio')
        return costs[own]! + (own === 'casis' ? raised : 0)
      }).map((hit) => hit.name.form)
    // ln 80 - ln 5 is 2.8 nats, of which the count is worth 0.7
    expect(order(0)).toEqual(['casio', 'casis', 'casia', 'cusia'])
    expect(order(0.2)).toEqual(['casio', 'casia', 'casis', 'cusia'])
  })

  it('asks for the cost of each form once, and of none that has more edits than enough others', () => {
    const asked: string[] = []
    rankNames(
      'casio',
      [name('casia'), name('casie'), name('casis', 1, 'fr'), name('casis'), name('cusia')],
      3,
      (own) => {
        asked.push(own)
        return 1
      },
    )
    expect(asked.sort()).toEqual(['casia', 'casie', 'casis'])
  })

  it('compares joined forms, and keeps the best `limit`', () => {
    expect(rankNames('redbull', [name('red bull'), name('red bulls'), name('bull')], 2)).toMatchObject([
      { name: { form: 'red bull' }, edits: 0, score: 1 },
      { name: { form: 'red bulls' }, edits: 1 },
    ])
  })

  it('says one more than it counts of a name that is farther away', () => {
    expect(rankNames('casio', [name('refrigerator')], 1)[0]!.edits).toBe(maxHitEdits + 1)
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
        const hits = rankNames('abab', names, 99)
        for (let i = 1; i < hits.length; i++) expect(compareHits(hits[i - 1]!, hits[i]!)).toBeLessThan(0)
        const key = (list: typeof hits) => list.map((hit) => `${hit.edits} ${hit.name.count} ${hit.name.form}`)
        expect(key(rankNames('abab', [...names].reverse(), 99))).toEqual(key(hits))
      }),
    )
  })
})
