import { beforeAll, describe, expect, it } from 'vitest'
import type { CatalogIndex, Speller } from '../speller/ports.ts'
import { openSampleSpeller } from './testing/sample-speller.ts'

// A brand that looks just like a misspelling of a frequent word, over the sample catalog, as served without a model.

let index: CatalogIndex
let speller: Speller

beforeAll(async () => {
  ;({ index, speller } = await openSampleSpeller())
})

describe('a brand that was added at run time', () => {
  const appliedTo = async (query: string) => (await speller.correct(query)).applied

  it('is never corrected, alone or beside other words, until it is removed', async () => {
    expect(await appliedTo('batery case')).toBe('battery case')
    await index.upsert([{ text: 'Batery', form: 'batery', kind: 'brand', count: 1 }])
    for (const query of ['batery', 'batery case', 'travel batery case', 'baterry case'])
      expect(await appliedTo(query), query).toBe(query === 'baterry case' ? 'battery case' : query)
    await index.remove(['batery'])
    expect(await appliedTo('batery case')).toBe('battery case')
  })

  it('of several words is not corrected where a shopper asks for it by one of them', async () => {
    const queries = ['batery case', 'trailmaster boots']
    const before = await Promise.all(queries.map(appliedTo))
    expect(before).toEqual(['battery case', 'trail master boots'])
    await index.upsert([{ text: 'Batery Trailmaster', form: 'batery trailmaster', kind: 'brand', count: 1 }])
    expect(await Promise.all(queries.map(appliedTo))).toEqual(queries)
    expect(await appliedTo('batery trailmastr')).toBe('batery trailmaster')
    expect(await appliedTo('bateri trailmaster')).toBe('batery trailmaster')
    await index.remove(['batery trailmaster'])
    expect(await Promise.all(queries.map(appliedTo))).toEqual(before)
  })

  it('is a name like any other where it is no brand', async () => {
    await index.upsert([{ text: 'Batery', form: 'batery', kind: 'term', count: 1 }])
    expect(await appliedTo('batery case')).toBe('battery case')
    await index.remove(['batery'])
  })
})
