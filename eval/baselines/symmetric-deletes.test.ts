import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { osaDistance } from '../../src/speller/edit-distance.ts'
import { indexTerms } from './symmetric-deletes.ts'

/** Few letters, so that terms are often near; one of two UTF-16 units among them. Longer than the indexed prefix, too. */
const anyTerm = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'é', '𝐱'), minLength: 1, maxLength: 10 })
const anyTerms = fc.array(fc.tuple(anyTerm, fc.integer({ min: 1, max: 3 })), { maxLength: 30 })

describe('indexTerms', () => {
  it('finds what comparing with every term finds', () => {
    fc.assert(
      fc.property(anyTerms, anyTerm, fc.constantFrom(1, 2), fc.constantFrom(1, 2), (entries, typed, maxEdits, max) => {
        const terms = new Map(entries)
        const within = Math.min(max, maxEdits)
        const [best] = [...terms]
          .map(([term, count]) => ({ term, edits: osaDistance(typed, term, within), count }))
          .filter(({ edits }) => edits <= within)
          .sort((a, b) => a.edits - b.edits || b.count - a.count || (a.term < b.term ? -1 : 1))
        expect(indexTerms(terms, maxEdits)(typed, within)).toEqual(best)
      }),
      { numRuns: 2000 },
    )
  })

  it('prefers fewer edits to a higher count', () => {
    const nearest = indexTerms(new Map(Object.entries({ hammer: 2, hummers: 900 })), 2)
    expect(nearest('hummer', 2)).toEqual({ term: 'hummers', edits: 1, count: 900 })
    expect(nearest('hamer', 2)).toEqual({ term: 'hammer', edits: 1, count: 2 })
  })

  it('finds nothing in an empty shop', () => {
    expect(indexTerms(new Map(), 2)('hammer', 2)).toBeUndefined()
  })
})
