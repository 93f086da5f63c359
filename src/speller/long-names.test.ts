import { describe, expect, it } from 'vitest'
import { mixedShop } from './testing/mixed-shop.ts'
import { openMixedShop } from './testing/open-mixed-shop.ts'
import { normalise } from './normalise.ts'

describe('a brand that no lookup of up to four terms without numbers can find', () => {
  it.each([
    ['Nikee Runing Shose Maxqon Zuvi', 'nikee runing shose maxqon zuvi'],
    ['Nikee Runing 360', 'nikee runing 360'],
  ])('is kept as typed, alone and among others, once it was added: %s', async (text, form) => {
    const index = mixedShop()
    const { correct } = openMixedShop({ index })
    const [query, among] = [text, `adidsa ${form} cordles drill`]
    expect((await correct(query)).corrected).toContain('Running')
    await index.upsert([{ text, form: normalise(text), kind: 'brand', count: 1 }])
    expect(await correct(query)).toMatchObject({ verdict: 'keep', applied: query })
    expect((await correct(among)).corrected).toContain(` ${form} `)
    expect((await correct(query)).evidence).toMatchObject([{ name: text, kind: 'brand' }])
    await index.upsert([{ text, form: normalise(text), kind: 'query', count: 1 }])
    expect((await correct(query)).corrected).toContain('Running')
  })
})
