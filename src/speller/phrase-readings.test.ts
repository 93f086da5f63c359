import { describe, expect, it } from 'vitest'
import { osaDistance } from './edit-distance.ts'
import { parseQuery } from './normalise.ts'
import { phraseReadings } from './phrase-readings.ts'
import { spansOf } from './spans.ts'
import { rankNames } from './testing/rank-names.ts'
import type { Name } from './types.ts'

const name = (form: string, more: Partial<Name> = {}): Name => ({ text: form, form, kind: 'phrase', count: 5, ...more })
const propose = (raw: string, forms: readonly string[], known: readonly string[] = [], more: Partial<Name> = {}) => {
  const spans = spansOf(parseQuery(raw))
  const hits = spans.map((span) =>
    rankNames(
      span.text,
      forms.map((form) => name(form, more)),
      16,
    ).filter((hit) => hit.edits <= 2),
  )
  return phraseReadings(spans, hits, {
    isKnown: (term) => known.includes(term),
    spellingCost: (intended, typed) => 3 * osaDistance(intended, typed, 99),
  }).map(({ from, to, terms, cost }) => [from, to, terms.join(' '), cost])
}

describe('phraseReadings', () => {
  it('spells one term as a name does that holds its neighbours', () => {
    expect(propose('step latter', ['step ladder'])).toEqual([[1, 2, 'ladder', 6]])
    expect(propose('standing town rack', ['towel rack'])).toEqual([[1, 2, 'towel', 6]])
  })

  it('proposes a spelling once, however many names hold it', () => {
    expect(propose('wood step latter', ['step ladder', 'wood step ladder'])).toEqual([[2, 3, 'ladder', 6]])
  })

  it('spells every term as a name that was added at run time does', () => {
    const added = { kind: 'brand', isAdded: true } as const
    expect(propose('nikke airr', ['nyke airz'], [], added)).toEqual([])
    expect(propose('nyko airzz', ['nyke airz'], [], added)).toEqual([
      [0, 1, 'nyke', 3],
      [1, 2, 'airz', 3],
    ])
  })

  it('spells a term of fewer than three letters otherwise only between two neighbours', () => {
    expect(propose('battery an charger', ['battery and charger'])).toEqual([[1, 2, 'and', 3]])
    expect(propose('battery an', ['battery and'])).toEqual([])
  })

  it.each([
    ['a name of one term', 'latter', ['ladder'], []],
    ['the name as typed', 'step ladder', ['step ladder'], []],
    ['a name that differs in two terms', 'stap latter', ['step latten'], []],
    ['a name of more or fewer terms', 'stepp latter', ['steplatter', 'step lat ter'], []],
    ['the number of a known term', 'step ladders', ['step ladder'], ['ladders', 'ladder']],
    ['a window with a frozen term', 'step2 latter', ['step2 ladder'], []],
  ])('proposes nothing for %s', (_, raw, forms, known) => {
    expect(propose(raw, forms, known)).toEqual([])
  })
})
