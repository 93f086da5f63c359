import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { association, companyOf, isSocial, pairForm, sharedTitles } from './company.ts'
import type { TermCounts } from './language-model.ts'

const shop: Record<string, number> = {
  plug: 40,
  plus: 100,
  adapter: 50,
  'adapter&plug': 20,
  'adapter&plus': 1,
}
const counts: TermCounts = { count: (form) => shop[form] ?? 0, zipf: () => 0, products: 1000 }

describe('pairForm', () => {
  it('is one form for both orders, and no form of a name or a bigram', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z]{1,6}$/), fc.stringMatching(/^[a-z]{1,6}$/), (a, b) => {
        expect(pairForm(a, b)).toBe(pairForm(b, a))
        expect(pairForm(a, b)).not.toMatch(/ /)
        expect(pairForm(a, b).split('&').sort()).toEqual([a, b].sort())
      }),
    )
  })
})

describe('association', () => {
  it('is the log of how much more often than by chance two terms share a title', () => {
    // chance gives 40 · 50 / 1000 = 2
    expect(association('plug', 'adapter', counts)).toBeCloseTo(Math.log(20.5 / 2.5))
  })

  it('is below 0 for terms that meet less often than by chance, and never below -3', () => {
    expect(association('plus', 'adapter', counts)).toBeCloseTo(Math.log(1.5 / 5.5))
    const strangers: TermCounts = { count: (form) => (form.includes('&') ? 0 : 900), zipf: () => 0, products: 1000 }
    expect(association('plus', 'adapter', strangers)).toBe(-3)
  })
})

describe('companyOf', () => {
  it('takes the mean and the best over the others, and leaves out codes and what the catalog lacks', () => {
    const { mean, best } = companyOf(['plug'], ['adapter', 'plus', '18v', 'zzz', 'a'], counts)
    const withAdapter = Math.log(20.5 / 2.5)
    const withPlus = Math.log(0.5 / 4.5)
    expect(best).toBeCloseTo(withAdapter)
    expect(mean).toBeCloseTo((withAdapter + withPlus) / 2)
  })

  it('is neutral where there is nobody to ask', () => {
    expect(companyOf(['plug'], [], counts)).toEqual({ mean: 0, best: 0 })
    expect(companyOf(['plug'], ['plug', '18v'], counts)).toEqual({ mean: 0, best: 0 })
    expect(companyOf([], ['adapter'], counts)).toEqual({ mean: 0, best: 0 })
  })

  it('asks neither single letters nor terms with digits', () => {
    expect(['x', '18v', 'm12', 'é'].some(isSocial)).toBe(false)
    expect(isSocial('tv')).toBe(true)
  })
})

describe('sharedTitles', () => {
  it('is the share of pairs that meet in a title at all', () => {
    expect(sharedTitles(['plug'], ['adapter', 'plus'], counts)).toBe(0.5)
    expect(sharedTitles(['plus'], ['adapter'], counts)).toBe(1)
  })

  it('leaves out what says nothing, and is 0 without others', () => {
    expect(sharedTitles(['plug'], ['adapter', '12v', 'plug'], counts)).toBe(1)
    expect(sharedTitles(['plug'], [], counts)).toBe(0)
  })
})
