import { describe, expect, it } from 'vitest'
import { openMemoryIndex } from '../adapters/catalog-index/embedded.ts'
import { SpellerError } from './errors.ts'
import { noModel } from './speller.ts'
import { mixedShop } from './testing/mixed-shop.ts'
import { openMixedShop as open, thresholds } from './testing/open-mixed-shop.ts'
import { settingsFor } from './testing/settings.ts'
import type { CorrectOptions } from './types.ts'

describe('a misspelled query', () => {
  it('is rewritten, with edits, evidence and a confidence', async () => {
    const decision = await open().correct('nikee runing shose')
    expect(decision).toMatchObject({
      query: 'nikee runing shose',
      corrected: 'nike running shoes',
      applied: 'nike running shoes',
      verdict: 'rewrite',
      reason: 'confident',
      model: noModel,
      catalog: 'memory',
      degraded: [],
      edits: [
        { start: 0, end: 5, from: 'nikee', to: 'nike', kind: 'spelling' },
        { start: 6, end: 12, from: 'runing', to: 'running', kind: 'spelling' },
        { start: 13, end: 18, from: 'shose', to: 'shoes', kind: 'spelling' },
      ],
    })
    expect(decision.confidence).toBeGreaterThanOrEqual(thresholds.channel.rewriteAt)
    expect(decision.confidence).toBeLessThanOrEqual(1)
    expect(decision.evidence).toContainEqual({ name: 'Nike', kind: 'brand', count: 15, edits: 1 })
    expect(Object.values(decision.latencyMs).every((ms) => ms >= 0)).toBe(true)
  })

  it.each([
    ['NIKEE SHOES', 'NIKE SHOES'],
    ['Nikee Shoes', 'Nike Shoes'],
    ['  «nikee», runing-shoes… 42½! ', '  «nike», running-shoes… 42½! '],
    ['makitta drill 18V', 'makita drill 18V'],
    ['nivea lipbalm', 'nivea lip balm'],
    ['addidas 👟 shoes', 'adidas 👟 shoes'],
  ])('%j becomes %j, and nothing outside the edits moves', async (query, corrected) => {
    expect((await open().correct(query)).corrected).toBe(corrected)
  })

  it('is also written as one where the catalog does, unless a rule protects it', async () => {
    const query = 'hand soep water proof'
    const decision = await open().correct(query)
    expect(decision).toMatchObject({
      applied: 'hand soap waterproof',
      edits: [
        { start: 5, end: 9, from: 'soep', to: 'soap', kind: 'spelling' },
        { start: 10, end: 21, from: 'water proof', to: 'waterproof', kind: 'word_combination' },
      ],
    })
    expect(decision.evidence.map(({ name }) => name.toLowerCase())).toEqual(['soap', 'waterproof', 'hand'])
    expect(decision.alternatives.map(({ text }) => text)).not.toContain('hand soap waterproof')
    const ruled = await open({ rules: [{ rule: 'protect', term: 'water proof' }] }).correct(query)
    expect(ruled.applied).toBe('hand soap water proof')
  })

  it('is logged with what led to the decision', async () => {
    const { log, correct } = open()
    const decision = await correct('nikee shoes', { previous: ['Tennis'], hitCount: 3, locale: 'en-GB', k: 2 })
    expect(await log.find(decision.id)).toEqual({
      record: {
        ...decision,
        at: '2026-01-02T03:04:05.000Z',
        mode: 'auto',
        locale: 'en-GB',
        k: 2,
        context: expect.any(Array) as string[],
        contextDetails: [
          { kind: 'brand', count: 15 },
          { kind: 'brand', count: 9 },
        ],
        prompt: 'correct.test',
        guards: expect.any(Array) as string[],
        previous: ['Tennis'],
        hitCount: 3,
      },
      feedback: [],
      labels: [],
    })
    expect((await log.find(decision.id))!.record.context).toHaveLength(2)
  })
})

describe('a right query', () => {
  it.each([
    ['nike running shoes', 'in_catalog'],
    ['hygeeni wipes', 'in_catalog'],
    ['playgro mat', 'in_catalog'],
    ['Nike  SHOES!', 'in_catalog'],
  ])('%j stays, byte for byte', async (query, reason) => {
    const decision = await open().correct(query)
    expect(decision).toMatchObject({ query, applied: query, corrected: query, verdict: 'keep', edits: [] })
    expect([reason, 'guarded']).toContain(decision.reason)
  })

  it.each([
    ['', 'too_short'],
    ['  ! ', 'too_short'],
    ['ab', 'too_short'],
    ['18 250 42½', 'nothing_to_correct'],
    ['www.nikee.com', 'nothing_to_correct'],
    ['x'.repeat(161), 'too_long'],
    ['a '.repeat(17), 'too_long'],
  ])('%j is not looked up: %s', async (query, reason) => {
    const decision = await open().correct(query)
    expect(decision).toMatchObject({
      applied: query,
      corrected: query,
      verdict: 'keep',
      reason,
      confidence: 1,
      catalog: '',
    })
  })
})

describe('options', () => {
  it('mode off keeps, and still says what it would have read', async () => {
    const decision = await open().correct('nikee shoes', { mode: 'off' })
    expect(decision).toMatchObject({ verdict: 'keep', reason: 'off', applied: 'nikee shoes', corrected: 'nike shoes' })
  })

  it('mode suggest never rewrites', async () => {
    const decision = await open().correct('nikee runing shose', { mode: 'suggest' })
    expect(decision).toMatchObject({
      verdict: 'suggest',
      applied: 'nikee runing shose',
      corrected: 'nike running shoes',
    })
  })

  it('a query that finds many products is at most suggested', async () => {
    const { correct } = open()
    expect(await correct('nikee runing shose', { hitCount: 5000 })).toMatchObject({
      verdict: 'suggest',
      reason: 'has_results',
    })
    expect(await correct('nikee runing shose', { hitCount: 0 })).toMatchObject({ verdict: 'rewrite' })
  })

  it('how many products are many is for the shop to say', async () => {
    const { correct } = open({ settings: { ...settingsFor(thresholds), enoughResults: 20 } })
    const reasonOf = async (query: string, hitCount: number) => (await correct(query, { hitCount })).reason
    expect(await reasonOf('nikee runing shose', 20)).toBe('has_results')
    expect(await reasonOf('nikee runing shose', 19)).toBe('confident')
    expect(await reasonOf('mens water proof jacket', 20)).toBe('unchanged')
  })

  it('k sets how many names are context, none with k 0', async () => {
    const { log, correct } = open()
    for (const k of [0, 3]) {
      const decision = await correct('nikee runing shose', { k })
      expect(decision.corrected).toBe('nike running shoes')
      const { record } = (await log.find(decision.id))!
      expect(record.k).toBe(k)
      expect(record.context).toHaveLength(k)
    }
  })
})

describe('a right query that the catalog writes with other spaces', () => {
  const joined = 'mens water proof jacket'

  it('is searched as typed, and the spelling of the catalog suggested', async () => {
    const decision = await open().correct(joined)
    expect(decision).toMatchObject({
      verdict: 'suggest',
      reason: 'spacing',
      applied: joined,
      corrected: 'mens waterproof jacket',
      edits: [{ start: 5, end: 16, from: 'water proof', to: 'waterproof', kind: 'word_combination' }],
    })
    expect(decision.evidence).toContainEqual({ name: 'Waterproof', kind: 'term', count: 24, edits: 0 })
    expect(decision.confidence, 'that of the spelling, not of the rule').toBeLessThan(thresholds.channel.suggestAt)
  })

  it.each<[CorrectOptions, string]>([
    [{ hitCount: 0 }, 'rewrite spacing mens waterproof jacket'],
    [{ hitCount: 0, mode: 'suggest' }, 'suggest spacing mens water proof jacket'],
    [{ hitCount: 3 }, 'suggest spacing mens water proof jacket'],
    [{ hitCount: 1000 }, 'keep unchanged mens water proof jacket'],
    [{ mode: 'off' }, 'keep off mens water proof jacket'],
  ])('with %j: %s', async (options, expected) => {
    const { verdict, reason, applied } = await open().correct(joined, options)
    expect(`${verdict} ${reason} ${applied}`).toBe(expected)
  })

  it('is left alone where the shop does not want it, or a rule protects it', async () => {
    const settings = { ...settingsFor(thresholds), suggestsSpacing: false }
    expect(await open({ settings }).correct(joined)).toMatchObject({ verdict: 'keep', corrected: joined })
    const rules = [{ rule: 'protect', term: 'water proof' }] as const
    expect(await open({ rules }).correct(joined)).toMatchObject({ verdict: 'keep', corrected: joined })
  })

  it('is kept where the index fails in between', async () => {
    const index = mixedShop()
    const failing = {
      ...index,
      counts: (forms: readonly string[], locale?: string) =>
        locale === undefined ? index.counts(forms) : Promise.reject(new SpellerError('index_failed', 'gone')),
    }
    const decision = await open({ index: failing }).correct(joined, { locale: 'en' })
    expect(decision).toMatchObject({ applied: joined, degraded: ['index_failed'] })
  })
})

describe('a name added at run time', () => {
  it('is kept from the next query on', async () => {
    const own = openMemoryIndex(
      [
        { text: 'hygiene', form: 'hygiene', kind: 'term', count: 90 },
        { text: 'wipes', form: 'wipes', kind: 'term', count: 50 },
      ],
      [{ form: 'hygiene wipes', count: 40 }],
      90,
    )
    const { correct } = open({ index: own })
    expect((await correct('hygeene wipes')).corrected).toBe('hygiene wipes')
    await own.upsert([{ text: 'Hygeene', form: 'hygeene', kind: 'brand', count: 1 }])
    expect(await correct('hygeene wipes')).toMatchObject({ verdict: 'keep', applied: 'hygeene wipes' })
  })
})
