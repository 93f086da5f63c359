import { describe, expect, it } from 'vitest'
import { emptyBackground } from '../../src/speller/background.ts'
import { dictionaryProducts } from './dictionary-shop.ts'
import type { QuerySources } from './queries.ts'
import { createRandom } from './random.ts'

const sources: QuerySources = {
  brands: ['tefal', 'le creuset'],
  queries: ['winter coat'],
  words: ['the', 'garden', 'lamp', 'zither'],
  background: emptyBackground,
  meantBy: new Map(),
}
const often = ['receive', 'vinyl']
const made = (seed: number, count = 2000) => dictionaryProducts(sources, often, count, createRandom(seed))

describe('dictionaryProducts', () => {
  it('titles products by words, words often misspelled, and real queries, each with an id of its own', () => {
    const products = made(1)
    expect(new Set(products.map(({ id }) => id)).size).toBe(2000)
    const known = new Set([...sources.words, ...often, 'winter', 'coat', 'tefal', 'le', 'creuset'])
    for (const { title } of products) for (const term of title.split(' ')) expect(known).toContain(term)
    const share = (text: string) => products.filter(({ title }) => ` ${title} `.includes(` ${text} `)).length / 2000
    expect(share('winter coat')).toBeGreaterThan(0.2)
    expect(share('winter coat')).toBeLessThan(0.3)
    expect(share('vinyl')).toBeGreaterThan(0.3)
    expect(share('the')).toBeGreaterThan(share('zither'))
  })

  it('puts the brand before the title, for some', () => {
    const branded = made(1).filter(({ brand }) => brand !== '')
    expect(branded.length / 2000).toBeGreaterThan(0.35)
    expect(branded.length / 2000).toBeLessThan(0.45)
    for (const { title, brand } of branded) expect(title.startsWith(`${brand} `)).toBe(true)
  })

  it('is the same for the same seed', () => {
    expect(made(3, 50)).toEqual(made(3, 50))
    expect(made(3, 50)).not.toEqual(made(4, 50))
  })
})
