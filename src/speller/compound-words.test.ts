import { describe, expect, it } from 'vitest'
import { compounds, isCompound } from './compound-words.ts'

const words = new Map(
  Object.entries({ koch: 4.2, topf: 3.9, thermometer: 3.1, regen: 4.5, fass: 3.4, lotion: 2.4, an: 6, tee: 4.5 }),
)
const zipf = (term: string) => words.get(term) ?? 0

describe('isCompound', () => {
  it.each([
    ['kochtopf', true],
    ['kochthermometer', true],
    // with an ending between
    ['regensfass', true],
    ['kochentopf', true],
    // a part that is no word, too rare, or too short to tell
    ['kochtofp', false],
    ['kochlotion', false],
    ['antopf', false],
    ['teetopf', false],
    ['topf', false],
    ['kochtopf2', false],
  ])('%s: %s', (term, expected) => {
    expect(isCompound(term, 'de', zipf)).toBe(expected)
  })

  it('is false in languages that write compounds apart', () => {
    expect(isCompound('kochtopf', 'en', zipf)).toBe(false)
    expect(isCompound('kochtopf', 'fr', zipf)).toBe(false)
  })
})

describe('compounds', () => {
  it('tells such languages', () => {
    expect(['de', 'nl', 'sv', 'da', 'en', 'fr', 'toString'].filter(compounds)).toEqual(['de', 'nl', 'sv', 'da'])
  })
})
