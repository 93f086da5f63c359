import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { partsWithin, runTogetherReadings } from './run-together.ts'

const counts: Readonly<Record<string, number>> = {
  hot: 40,
  water: 300,
  heater: 120,
  heat: 20,
  hotwater: 2,
  down: 30,
  can: 50,
  drill: 80,
  bits: 60,
  for: 900,
  of: 25,
}
const zipfs: Readonly<Record<string, number>> = { in: 7.2, of: 7.4, er: 4.4, upside: 4, can: 6.5 }
const facts = {
  count: (form: string) => counts[form] ?? 0,
  zipf: (term: string) => zipfs[term] ?? 0,
  products: 1_000,
}
const read = (term: string, position = 0) =>
  runTogetherReadings(term, position, facts).map(({ terms }) => terms.join(' '))

describe('runTogetherReadings', () => {
  it('reads three words and more', () => {
    expect(read('hotwaterheater')).toEqual(['hot water heater'])
    expect(read('drillbitsforwaterheater')).toEqual(['drill bits for water heater'])
    expect(runTogetherReadings('hotwaterheater', 2, facts)).toEqual([
      { from: 2, to: 3, terms: ['hot', 'water', 'heater'], cost: 6 },
    ])
  })

  it('takes common words of the language that no title has, and the commonest of two letters', () => {
    expect(read('upsidedowncan')).toEqual(['upside down can'])
    expect(read('canofwater')).toEqual(['can of water'])
    expect(read('caninwater')).toEqual([])
    expect(read('waterheaterdown')).toEqual(['water heater down'])
    expect(read('watererdown')).toEqual([])
  })

  it.each(['waterheater', 'hotwate', 'hotcan', 'hotwaterheatr', 'hot2waterheater', 'hotwäterheater'])(
    'has none of %s',
    (term) => expect(read(term)).toEqual([]),
  )

  it('has none of more letters than anybody types without a space', () => {
    expect(read('waterheater'.repeat(3))).not.toEqual([])
    expect(read('waterheater'.repeat(4))).toEqual([])
  })

  it('puts the likeliest first', () => {
    const also = { ...facts, count: (form: string) => ({ hea: 3, ter: 3 })[form] ?? facts.count(form) }
    expect(runTogetherReadings('hotwaterheater', 0, also).map(({ terms }) => terms.join(' '))).toEqual([
      'hot water heater',
      'hot water hea ter',
    ])
  })

  it('changes no letter, and asks for the counts of no other parts', () => {
    const words = fc.array(fc.constantFrom(...Object.keys(counts), 'in', 'of', 'upside', 'x', 'qu'), { maxLength: 6 })
    fc.assert(
      fc.property(words, (parts) => {
        const term = parts.join('')
        const asked = new Set(partsWithin(term, facts.zipf))
        const count = (form: string) => {
          expect(asked).toContain(form)
          return facts.count(form)
        }
        for (const { terms } of runTogetherReadings(term, 0, { ...facts, count })) {
          expect(terms.join('')).toBe(term)
          expect(terms.length).toBeGreaterThan(2)
        }
      }),
    )
  })
})
