import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { osaDistance } from '../../speller/edit-distance.ts'
import { fuzzyWeight, inverseFrequency, termWeight } from './bm25.ts'
import { nameOf } from './contract.ts'
import { openMemoryIndex } from './embedded.ts'

const shop = ['milwaukee drill', 'milwaukee', 'drill bit', 'drill', 'steel bit set', 'saw saw blade']
const open = (retriever: 'bm25' | 'fuzzy-bm25', forms: readonly string[] = shop) =>
  openMemoryIndex(
    forms.map((form, i) => nameOf(form, { count: i + 1 })),
    [],
    1,
    retriever,
  )
const found = async (retriever: 'bm25' | 'fuzzy-bm25', span: string) => {
  const [hits] = await open(retriever).search([span], { limit: 10 })
  return hits!.map(({ name }) => name.form)
}

describe('bm25', () => {
  it('puts names first that hold the rarer terms, then shorter ones', async () => {
    expect(await found('bm25', 'milwaukee bit')).toEqual(['milwaukee', 'milwaukee drill', 'drill bit', 'steel bit set'])
    expect(await found('bm25', 'drill')).toEqual(['drill', 'drill bit', 'milwaukee drill'])
  })

  it('finds nothing for a misspelled term, but the name whose joined form is the same', async () => {
    expect(await found('bm25', 'milwakee')).toEqual([])
    expect(await found('bm25', 'drillbit')).toEqual(['drill bit'])
  })

  it('scores as the formula says, computed by hand for each name', async () => {
    const forms = fc.uniqueArray(fc.stringMatching(/^[ab]{1,2}( [ab]{1,2}){0,3}$/), { minLength: 1, maxLength: 12 })
    await fc.assert(
      fc.asyncProperty(forms, fc.stringMatching(/^[ab]{1,2}( [ab]{1,2}){0,2}$/), async (own, span) => {
        const [hits] = await open('bm25', own).search([span], { limit: 50 })
        const terms = [...new Set(span.split(' '))]
        const holding = (term: string) => own.filter((form) => form.split(' ').includes(term)).length
        const scoreOf = (form: string) =>
          terms.reduce((sum, term) => {
            const times = form.split(' ').filter((other) => other === term).length
            const weight = times === 0 ? 0 : termWeight(times, form.split(' ').length)
            return sum + inverseFrequency(own.length, holding(term)) * weight
          }, 0)
        const ideal = terms.reduce((sum, term) => {
          const times = span.split(' ').filter((other) => other === term).length
          return sum + inverseFrequency(own.length, holding(term)) * termWeight(times, span.split(' ').length)
        }, 0)
        const joinedSpan = span.replaceAll(' ', '')
        const others = hits!.filter(({ name }) => name.form.replaceAll(' ', '') !== joinedSpan)
        for (const { name, score } of others) expect(score).toBeCloseTo(Math.min(0.999, scoreOf(name.form) / ideal), 4)
        const expected = own.filter((form) => scoreOf(form) > 0 || form.replaceAll(' ', '') === joinedSpan)
        expect(hits!.map(({ name }) => name.form).sort()).toEqual(expected.sort())
      }),
      { numRuns: 60 },
    )
  })
})

describe('fuzzy-bm25', () => {
  it('lets a term stand for those within 2 edits, for less', async () => {
    expect(await found('fuzzy-bm25', 'milwakee dril')).toEqual(['milwaukee drill', 'milwaukee', 'drill', 'drill bit'])
    expect(fuzzyWeight(1, 8, 9)).toBeCloseTo(7 / 8)
  })

  it('lets a misspelling in the catalog weigh no more than its word', async () => {
    const index = open('fuzzy-bm25', ['faucet', 'faucet handle', 'kitchen faucet', 'faucte', 'brass'])
    const [hits] = await index.search(['faucett'], { limit: 3 })
    expect(hits![0]!.name.form).toBe('faucet')
  })

  it('finds every name with a term that is near, for any names of one term', async () => {
    const word = fc.stringMatching(/^[abc]{3,7}$/)
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(word, { minLength: 1, maxLength: 20 }), word, async (own, span) => {
        const [hits] = await open('fuzzy-bm25', own).search([span], { limit: 50 })
        const most = span.length <= 4 ? 1 : 2
        const near = own.filter((form) => osaDistance(form, span, most) <= most)
        expect(hits!.map(({ name }) => name.form).sort()).toEqual(near.sort())
      }),
      { numRuns: 60 },
    )
  })
})
