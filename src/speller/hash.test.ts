import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { avalanche, fnv1a } from './hash.ts'

describe('fnv1a', () => {
  it.each([
    ['', 2872998923],
    ['nike', 3759458094],
    ['ж', 2860512465],
  ])('keeps the value of %j, as it is written into files', (text, hash) => {
    expect(fnv1a(text)).toBe(hash)
  })

  it('depends on the seed and on the order of letters', () => {
    expect(fnv1a('nike', 1)).not.toBe(fnv1a('nike'))
    expect(fnv1a('nike')).not.toBe(fnv1a('niek'))
  })

  it('is an unsigned 32-bit integer of any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.nat({ max: 0xffff }).map((code) => String.fromCharCode(code)) }), (text) => {
        const hash = fnv1a(text)
        return Number.isInteger(hash) && hash >= 0 && hash < 2 ** 32
      }),
    )
  })

  it('spreads words over the low bits', () => {
    const buckets = new Array<number>(16).fill(0)
    for (let i = 0; i < 16_000; i++) buckets[fnv1a(`word${i}`) & 15]!++
    for (const size of buckets) expect(Math.abs(size - 1000)).toBeLessThan(150)
  })
})

describe('avalanche', () => {
  it('never sends two integers to one', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 32 - 1 }), fc.integer({ min: 0, max: 2 ** 32 - 1 }), (a, b) => {
        expect(avalanche(a) === avalanche(b)).toBe(a === b)
      }),
    )
  })
})
