import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createTextStore } from './text-store.ts'

const unit = fc.constantFrom('a', 'é', '\xff', '\u0100', '紅', '\ud83d', '\ude00')

describe('createTextStore', () => {
  it('gives back any part of any text, also half a surrogate pair', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit, maxLength: 20 }), { minLength: 1 }), (texts) => {
        const store = createTextStore()
        const long = 'é'.repeat(70_000)
        const places = [...texts, long, ...texts].map((text) => store.put(text))
        const read = texts.map((text, i) => store.read(places[i]!, 1, Math.max(0, text.length - 1)))
        expect(read).toEqual(texts.map((text) => text.slice(1)))
        expect(store.read(places[texts.length]!, 0, long.length)).toBe(long)
        expect(store.read(places.at(-1)!, 0, texts.at(-1)!.length)).toBe(texts.at(-1))
      }),
      { numRuns: 5 },
    )
  })
})
