import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createScratchFile } from './scratch-file.ts'
import { createTitleStore } from './title-store.ts'

const unit = fc.constantFrom('a', 'é', '\xff', '\u0100', '紅', '\ud83d', '\ude00')

describe('createTitleStore', () => {
  it.each([8, 200, 1 << 22])('gives back every title, in any order, with %i bytes in memory', (held) => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit, maxLength: 20 }), { minLength: 1 }), fc.nat(), (texts, from) => {
        const file = createScratchFile()
        try {
          const store = createTitleStore(file, held)
          const titles = [...texts, '紅'.repeat(140_000), ...texts]
          const places = titles.map((title) => store.put(title))
          expect(places).toEqual(places.toSorted((a, b) => a - b))
          const order = titles.map((_, i) => (from + i * 7) % titles.length)
          expect(order.map((i) => store.read(places[i]!))).toEqual(order.map((i) => titles[i]))
        } finally {
          file.close()
        }
      }),
      { numRuns: 5 },
    )
  })
})
