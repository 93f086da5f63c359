import { describe, expect, it } from 'vitest'
import { withFeedErrors } from './feed-errors.ts'
import { createRandom } from './random.ts'

const products = Array.from({ length: 4000 }, (_, i) => ({
  id: `p${i}`,
  title: `Acme ${['Lamp', 'Chair', 'Table', 'Shelf'][i % 4]!} Oak-${i % 7}cm "Deluxe"`,
  brand: 'Acme',
}))
const wrongly = (term: string) => `${term}x`
const fed = (seed: number) => withFeedErrors(products, wrongly, createRandom(seed))

describe('withFeedErrors', () => {
  it('misspells some frequent terms, each in few of their titles, always the same way', () => {
    const changed = fed(3).filter((product, i) => product.title !== products[i]!.title)
    expect(changed.length).toBeGreaterThan(0)
    expect(changed.length / products.length).toBeLessThan(0.1)
    const terms = new Set(changed.flatMap(({ title }) => title.match(/\b[a-z]+x\b/g) ?? []))
    expect(terms.size).toBeGreaterThan(0)
    for (const term of terms) expect(['acmex', 'lampx', 'chairx', 'tablex', 'shelfx', 'deluxex']).toContain(term)
  })

  it('keeps ids, brands and all that stands around', () => {
    fed(3).forEach((product, i) => {
      expect([product.id, product.brand]).toEqual([products[i]!.id, 'Acme'])
      expect(product.title.replace(/([a-z]+)x\b/g, '$1').toLowerCase()).toBe(products[i]!.title.toLowerCase())
    })
  })

  it('leaves alone what few titles hold', () => {
    const few = products.slice(0, 8)
    for (let seed = 0; seed < 20; seed++) expect(withFeedErrors(few, wrongly, createRandom(seed))).toEqual(few)
  })

  it('is the same for the same seed', () => {
    expect(fed(5)).toEqual(fed(5))
    expect(fed(5)).not.toEqual(fed(6))
  })
})
