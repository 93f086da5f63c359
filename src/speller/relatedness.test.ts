import { describe, expect, it } from 'vitest'
import { relatednessOf } from './relatedness.ts'

const cosines: Record<string, number> = {
  'rack towel': 0.6,
  'rack town': -0.1,
  'standing towel': 0.2,
  'rack standing': 0.4,
}
const vectors = {
  has: (term: string) => ['rack', 'towel', 'town', 'standing'].includes(term),
  similarity: (a: string, b: string) => cosines[[a, b].sort().join(' ')] ?? 0,
}

describe('relatednessOf', () => {
  it('compares each term with each other one, and with the nearest', () => {
    expect(relatednessOf(['towel'], ['standing', 'rack'], vectors)).toEqual({ mean: 0.4, best: 0.6, isKnown: true })
    const both = relatednessOf(['towel', 'rack'], ['standing'], vectors)
    expect(both.mean).toBeCloseTo(0.3)
    expect(both.best).toBeCloseTo(0.3)
  })

  it('leaves out others without a vector', () => {
    expect(relatednessOf(['towel'], ['rakc', 'rack'], vectors)).toEqual({ mean: 0.6, best: 0.6, isKnown: true })
  })

  it('is 0 where nothing can be compared, and says whether the terms are known', () => {
    expect(relatednessOf(['towel'], ['rakc'], vectors)).toEqual({ mean: 0, best: 0, isKnown: true })
    expect(relatednessOf(['towel', 'towll'], ['rack'], vectors)).toEqual({ mean: 0, best: 0, isKnown: false })
    expect(relatednessOf([], ['rack'], vectors)).toEqual({ mean: 0, best: 0, isKnown: false })
  })
})
