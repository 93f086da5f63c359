import { describe, expect, it } from 'vitest'
import { parseQuery } from './normalise.ts'
import { markedTerms, markReadings } from './slipped-marks.ts'

const counts: Readonly<Record<string, number>> = {
  system: 60,
  m: 40,
  marble: 27,
  kitchen: 90,
  faucets: 80,
  kitchenfaucets: 5,
  mrcoffee: 2,
}
const countOf = (form: string) => counts[form] ?? 0
const read = (raw: string) => markReadings(parseQuery(raw), countOf)

describe('markedTerms', () => {
  it('names neighbours that one mark parts, with what they are without it', () => {
    expect(markedTerms(parseQuery('air syste,m and marbl;e'))).toEqual([
      { at: 1, form: 'system' },
      { at: 4, form: 'marble' },
    ])
  })

  it.each(['syste, m', 'syste m', 'syste/m', 'syste-m', 'a&w', 'syste,,m', 'n,9ickel', "syste'm"])(
    'none in %s',
    (raw) => expect(markedTerms(parseQuery(raw))).toEqual([]),
  )
})

describe('markReadings', () => {
  it('reads both terms as the one of the catalog', () => {
    expect(read('pure syste,m')).toEqual([{ from: 1, to: 3, terms: ['system'], cost: expect.any(Number) as number }])
  })

  it('leaves alone what the catalog does not hold as one, hardly holds, or holds apart', () => {
    expect(read('oute.r')).toEqual([])
    expect(read('mr.coffee')).toEqual([])
    expect(read('kitchen,faucets')).toEqual([])
  })
})
