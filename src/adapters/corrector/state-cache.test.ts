import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createStateCache } from './state-cache.ts'

describe('createStateCache', () => {
  it('forgets the least recently used first', () => {
    const cache = createStateCache(8)
    const [a, b, c] = [Float32Array.of(1), Float32Array.of(2), Float32Array.of(3)]
    cache.set('a', a)
    cache.set('b', b)
    expect(cache.get('a')).toBe(a)
    cache.set('c', c)
    expect([cache.get('a'), cache.get('b'), cache.get('c')]).toEqual([a, undefined, c])
  })

  it('never holds more than its bytes, counts them exactly, and keeps what was just set when it fits', () => {
    const set = fc.record({ key: fc.constantFrom('a', 'b', 'c', 'd', 'e'), size: fc.nat(6) })
    fc.assert(
      fc.property(fc.array(set, { maxLength: 40 }), (sets) => {
        const cache = createStateCache(20)
        for (const { key, size } of sets) {
          cache.set(key, new Float32Array(size))
          expect(cache.bytes).toBeLessThanOrEqual(20)
          expect(cache.get(key)?.length).toBe(size * 4 <= 20 ? size : undefined)
        }
        const held = ['a', 'b', 'c', 'd', 'e'].map((key) => cache.get(key)?.byteLength ?? 0)
        expect(held.reduce((x, y) => x + y, 0)).toBe(cache.bytes)
      }),
    )
  })
})
