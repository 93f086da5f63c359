import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createScratchFile } from './scratch-file.ts'
import { createTextStore } from './text-store.ts'

const unit = fc.constantFrom('a', 'é', '\xff', '\u0100', '紅', '\ud83d', '\ude00')

describe('createTextStore', () => {
  it.each([8, 200, 1 << 22])('gives back every text, in any order, with %i bytes in memory', (held) => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit, maxLength: 20 }), { minLength: 1 }), fc.nat(), (texts, from) => {
        const file = createScratchFile()
        try {
          const store = createTextStore(file, held)
          const pages = Array.from({ length: 60 }, (_, i) => String(i).repeat(400))
          const all = [...texts, '紅'.repeat(140_000), ...texts, ...pages]
          const places = all.map((text) => store.put(text))
          expect(places).toEqual(places.toSorted((a, b) => a - b))
          const order = all.map((_, i) => (from + i * 7) % all.length)
          expect(order.map((i) => store.read(places[i]!))).toEqual(order.map((i) => all[i]))
          expect([...store.entries()]).toEqual(all.map((text, i) => [places[i], text]))
        } finally {
          file.close()
        }
      }),
      { numRuns: 5 },
    )
  })
})
