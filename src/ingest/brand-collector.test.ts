import { describe, expect, it } from 'vitest'
import { createBrandCollector } from './brand-collector.ts'
import type { BrandRuling } from './brand-review.ts'

/** Brands with their products, `Nike 3`, of as many products of each given one, and how many were junk. */
function collect(given: readonly (readonly [string, number])[], rulings: readonly BrandRuling[] = []) {
  const collector = createBrandCollector(rulings)
  for (const [brand, count] of given)
    for (let i = 0; i < count; i++) collector.add({ id: `${brand} ${i}`, title: 'thing', brand }, '')
  const { brands, junk } = collector.finish()
  return { brands: (brands.get('') ?? []).map(({ text, count }) => `${text} ${count}`), junk }
}

describe('createBrandCollector', () => {
  it('counts sellers of a brand of the feed as that brand', () => {
    const given = [
      ['by Nike', 2],
      ['Nike', 5],
      ['Nike Store', 1],
      ['The Nike Official Store', 1],
      ['Brand: Nike', 3],
    ] as const
    expect(collect(given)).toEqual({ brands: ['Nike 12'], junk: 0 })
  })

  it('leaves them where the feed has no such brand, or fewer products of it, or the shop says that they are brands', () => {
    expect(
      collect([
        ['Container Store', 2],
        ['By Malene Birger', 3],
      ]).brands,
    ).toEqual(['Container Store 2', 'By Malene Birger 3'])
    expect(
      collect([
        ['By Terry', 3],
        ['Terry', 2],
      ]).brands,
    ).toEqual(['By Terry 3', 'Terry 2'])
    const rulings = [{ form: 'byterry', isBrand: true }]
    expect(
      collect(
        [
          ['By Terry', 1],
          ['Terry', 2],
        ],
        rulings,
      ).brands,
    ).toEqual(['By Terry 1', 'Terry 2'])
    expect(
      collect(
        [
          ['By Terry', 1],
          ['Terry', 2],
        ],
        [{ ...rulings[0]!, locale: 'fr' }],
      ).brands,
    ).toEqual(['Terry 3'])
  })

  it('takes a label off, and counts what says nothing', () => {
    const given = [
      ['Brand: Bosch', 1],
      ['Marke: keine', 2],
      ['info@shop.com', 1],
      ['***SALE***', 2],
      ['Unbranded/Generic', 4],
      ['Booking.com', 1],
    ] as const
    expect(collect(given)).toEqual({ brands: ['Bosch 1', 'Booking.com 1'], junk: 9 })
  })
})
