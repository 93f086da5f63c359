import { beforeAll, describe, expect, it } from 'vitest'
import { emptyBackground } from '../../src/speller/background.ts'
import { parseQuery } from '../../src/speller/normalise.ts'
import { drawQuery, holdsSlip, isFineIn, previousQueries, type QuerySources } from './queries.ts'
import { createRandom } from './random.ts'
import { isHeldOut, openShop, type Shop } from './shops.ts'

const brands = ['Nike', 'Bosch', 'Makita', 'Dove', 'Nivea', 'Zorb', 'Playgro', 'Adidas']
const things = ['Running Shoes', 'Cordless Drill 18V', 'Hand Soap', 'Lip Balm', 'Garden Hose']
const products = brands.flatMap((brand) =>
  things.flatMap((thing) =>
    ['Red', 'Blue', 'Green'].map((colour) => ({
      id: `${brand}${thing}${colour}`,
      title: `${brand} ${thing} ${colour}`,
      brand,
    })),
  ),
)
const shopOf = (seed: number, heldOut = false) => openShop('test', products, 0.8, 4, heldOut, createRandom(seed))
const sources: QuerySources = {
  brands: ['tefal'],
  queries: ['winter coat 42'],
  words: ['the', 'garden'],
  background: emptyBackground,
  meantBy: new Map([['sope', ['soap']]]),
}

let shop: Shop
beforeAll(() => {
  shop = shopOf(2)
})

describe('openShop', () => {
  it('carries a share of the products, and of a dropped brand none', () => {
    const dropped = new Set(shop.uncarried.map((product) => product.brand!.toLowerCase()))
    expect(dropped.size).toBeGreaterThan(0)
    expect(dropped.size).toBeLessThan(brands.length)
    for (const brand of dropped) expect(shop.index.count(brand)).toBe(0)
    for (const product of shop.products) expect(shop.index.count(product.brand!.toLowerCase())).toBeGreaterThan(0)
    expect(shop.index.header.products).toBeLessThan(products.length)
  })

  it('is the same for the same seed, and another for another', () => {
    const ids = (seed: number) => shopOf(seed).products.map((product) => product.id)
    expect(ids(2)).toEqual(ids(2))
    expect(ids(2)).not.toEqual(ids(3))
  })

  it('lets queries come from held-out titles or from the others, never from both', () => {
    const held = shopOf(2, true)
    expect(held.products.every(isHeldOut)).toBe(true)
    expect(shop.products.some(isHeldOut)).toBe(false)
    expect(held.index.header.names).toBe(shop.index.header.names)
  })
})

describe('drawQuery', () => {
  const draw = (weights: readonly number[], n = 300) => {
    const random = createRandom(5)
    return Array.from({ length: n }, () => drawQuery(shop, sources, random, weights)).filter(
      (query) => query !== undefined,
    )
  }

  it('draws normalised terms, and says where the brand stands', () => {
    const queries = draw([1, 0, 0, 0])
    expect(queries.length).toBeGreaterThan(200)
    for (const { terms, brandAt, source } of queries) {
      expect(parseQuery(terms.join(' ')).terms.map((term) => term.text)).toEqual(terms)
      expect(terms.join(' ').length).toBeLessThanOrEqual(60)
      if (source === 'brand') expect(brands.map((brand) => brand.toLowerCase())).toContain(terms[brandAt[0]!])
    }
    expect(new Set(queries.map((query) => query.source))).toEqual(new Set(['title', 'brand']))
  })

  it('draws from the source that is asked for', () => {
    expect(new Set(draw([0, 0, 1, 0]).map((query) => query.terms.join(' ')))).toEqual(new Set(['winter coat 42']))
    for (const { terms, source } of draw([0, 1, 0, 0])) {
      expect(source).toBe('uncarried')
      expect(terms.length).toBeGreaterThan(0)
    }
    expect(new Set(draw([0, 0, 0, 1]).map((query) => query.source))).toEqual(new Set(['vocabulary']))
  })

  it('is the same for the same seed', () => {
    expect(draw([1, 1, 1, 1])).toEqual(draw([1, 1, 1, 1]))
  })
})

describe('isFineIn', () => {
  it('takes terms and pairs of the catalog, and common words, for fine', () => {
    const zipf = (term: string) => ({ work: 5, light: 5, keyboard: 4, quokka: 1 })[term] ?? 0
    const isFine = isFineIn(shop, { zipf })
    expect(['shoes', 'running shoes', 'keyboard', 'work light'].map(isFine)).toEqual([true, true, true, true])
    expect(['shose', 'quokka', 'work quokka', 'work light keyboard'].map(isFine)).toEqual([false, false, false, false])
  })
})

describe('previousQueries', () => {
  const earlier = (query: Parameters<typeof previousQueries>[0]) => {
    const random = createRandom(7)
    return Array.from({ length: 300 }, () => previousQueries(query, shop, random))
  }

  it('asks once or twice before, mostly for the same product, and in words of titles', () => {
    const product = shop.products[0]!
    const sessions = earlier({ terms: ['x'], brandAt: [], source: 'title', product })
    const own = new Set(product.title.toLowerCase().split(' '))
    const all = new Set([...shop.products].flatMap(({ title }) => title.toLowerCase().split(' ')))
    const queries = sessions.flat()
    for (const session of sessions) expect(session.length).toBeLessThanOrEqual(2)
    for (const term of queries.flatMap((query) => query.split(' '))) expect(all).toContain(term)
    const same = queries.filter((query) => query.split(' ').every((term) => own.has(term)))
    expect(same.length / queries.length).toBeGreaterThan(0.7)
    expect(same.length).toBeLessThan(queries.length)
  })

  it('has nothing to say where the product is not known', () => {
    expect(earlier({ terms: ['x'], brandAt: [], source: 'query' }).flat()).toEqual([])
  })
})

describe('holdsSlip', () => {
  const zipf: Record<string, number> = { soap: 4.4, sope: 1.5 }
  const known = { ...sources, background: { ...emptyBackground, zipf: (term: string) => zipf[term] ?? 0 } }
  const query = (text: string, brandAt: readonly number[] = []) => ({
    terms: text.split(' '),
    brandAt,
    source: 'title' as const,
  })

  it('finds what people are known to misspell, where the right word is frequent and sold', () => {
    expect(holdsSlip(query('hand sope'), shop, known)).toBe(true)
    expect(holdsSlip(query('hand soap'), shop, known)).toBe(false)
    expect(holdsSlip(query('hand soop'), shop, known)).toBe(false)
  })

  it('leaves brands alone, and words about as frequent as what they may be misspellings of', () => {
    expect(holdsSlip(query('sope hand', [0]), shop, known)).toBe(false)
    zipf.sope = 3.5
    expect(holdsSlip(query('hand sope'), shop, known)).toBe(false)
  })
})
