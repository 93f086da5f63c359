import { describe, expect, it } from 'vitest'
import type { GoldCase } from '../evaluate/gold.ts'
import { createTraits } from './evaluate-traits.ts'

const catalog: Readonly<Record<string, number>> = { makita: 20, drill: 40, zubrik: 2 }
const background = { zipf: (term: string) => (['makita', 'drill', 'shoes'].includes(term) ? 3 : 0) }
const index = { counts: async (forms: readonly string[]) => forms.map((form) => catalog[form] ?? 0) }
const traits = (query: string, gold: string, more: Partial<GoldCase> = {}) =>
  createTraits(index, background, 100)({ query, golds: [gold], isBrand: false, ...more })

describe('createTraits', () => {
  it('says whether the catalog holds the query, and how many products hold the rarest term of the gold', async () => {
    expect(await traits('makta drill', 'makita drill')).toEqual({ isInCatalog: false, productShare: 0.2 })
    expect(await traits('Makita drill', 'Makita drill')).toEqual({ isInCatalog: true, productShare: 0.2 })
  })

  it('tells brands that are known outside, brands that only the catalog knows, and names that it lacks', async () => {
    const brand = { isBrand: true }
    expect((await traits('makta drill', 'makita drill', brand)).novelty).toBe('seen')
    expect((await traits('zubrk drill', 'zubrik drill', brand)).novelty).toBe('unseen')
    expect((await traits('zubrik drll', 'zubrik drill', brand)).novelty).toBe('seen')
    expect((await traits('hygeeni drill', 'hygeeni drill')).novelty).toBe('novel')
    expect((await traits('drll', 'drill')).novelty).toBeUndefined()
  })

  it('does not ask for terms that must stay', async () => {
    expect(await traits('drill 18v', 'drill 18v')).toMatchObject({ isInCatalog: true, productShare: 0.4 })
    expect(await traits('18v', '18v')).toEqual({ isInCatalog: true, productShare: 0 })
  })
})
