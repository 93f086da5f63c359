import { beforeAll, describe, expect, it } from 'vitest'
import { createMemoryCache } from '../adapters/answer-cache/memory.ts'
import { openMemoryIndex } from '../adapters/catalog-index/embedded.ts'
import { createFallbackCorrector } from '../adapters/corrector/fallback.ts'
import { createScriptedCorrector } from '../adapters/corrector/scripted.ts'
import { createNameCollector } from '../ingest/names.ts'
import { knowledgeThatAsks } from '../main/testing/shipped-knowledge.ts'
import { SpellerError } from './errors.ts'
import { compileHead, type HeadAnswer, type HeadEntry } from './head.ts'
import type { Knowledge } from './knowledge.ts'
import { compileOverrides, type OverrideRule } from './overrides.ts'
import type { AnswerCache, CatalogIndex, CatalogInfo, Corrector } from './ports.ts'
import { answerKey, createRememberingSpeller, type RememberDeps } from './remember.ts'
import type { CorrectOptions, DecisionRecord } from './types.ts'
import { easyThresholds, settingsFor } from './testing/settings.ts'

const settings = settingsFor({ model: easyThresholds, channel: easyThresholds })

let knowledge: Knowledge
beforeAll(() => {
  knowledge = knowledgeThatAsks()
})

function shop(): CatalogIndex {
  const collector = createNameCollector()
  for (const title of ['Nike Running Shoes', 'Adidas Running Shoes', 'Dove Hygiene Hand Soap'])
    for (let i = 0; i < 8; i++) collector.add({ id: `${title}${i}`, title, brand: title.split(' ')[0]! })
  const { names, bigrams, products } = collector.finish()
  return openMemoryIndex(names, bigrams, products)
}

function open(changes: Partial<RememberDeps> = {}, rules: readonly OverrideRule[] = []) {
  const logged: DecisionRecord[] = []
  const deferred: (() => Promise<void>)[] = []
  const searches: (readonly string[])[] = []
  const plain = changes.index ?? shop()
  const overrides = compileOverrides(rules)
  let ids = 0
  const { speller, index } = createRememberingSpeller({
    log: { append: (record) => logged.push(record) },
    knowledge,
    overrides: () => overrides,
    settings,
    newId: () => `decision-${++ids}`,
    now: () => new Date(ids),
    cache: createMemoryCache(),
    version: 'v1',
    defer: (work) => deferred.push(work),
    ...changes,
    index: {
      ...plain,
      search(spans, options) {
        searches.push(spans)
        return plain.search(spans, options)
      },
    },
  })
  /** Answers, then runs what was deferred. */
  const correct = async (query: string, options?: CorrectOptions) => {
    const decision = await speller.correct(query, options)
    for (const work of deferred.splice(0)) await work()
    return decision
  }
  return { correct, speller, index, logged, deferred, searches }
}

describe('createRememberingSpeller', () => {
  it('answers an equal question without a search, as a decision of its own that is logged', async () => {
    const { correct, logged, searches } = open()
    const first = await correct('Nikee runing shose', { previous: ['adidas'], hitCount: 0 })
    const asked = searches.length
    const second = await correct('Nikee runing shose', { previous: ['adidas'], hitCount: 0 })
    expect(asked).toBeGreaterThan(0)
    expect(searches).toHaveLength(asked)
    expect(first.applied).toBe('Nike running shoes')
    expect(second).toEqual({ ...first, id: 'decision-2', latencyMs: expect.any(Object) as unknown })
    const repeated = { ...logged[0], id: second.id, at: new Date(2).toISOString(), latencyMs: second.latencyMs }
    expect(logged).toEqual([expect.objectContaining({ id: first.id, previous: ['adidas'] }), repeated])
  })

  it('puts what the corrector billed on the answer that it gave, not on those that repeat it', async () => {
    const paid = { by: 'llm', inputTokens: 40, outputTokens: 3, cost: 0.5 }
    const corrector: Corrector = {
      ...createScriptedCorrector({ 'nikee shoes': 'nike shoes' }, 'llm'),
      async correct({ query }, _, bill) {
        bill!.ask(paid.by, paid)
        return [{ text: query.replace('nikee', 'nike'), source: 'greedy' }]
      },
    }
    const { correct, logged } = open({ corrector })
    const first = await correct('nikee shoes')
    await correct('nikee shoes')
    expect(first).not.toHaveProperty('usage')
    expect(logged.map(({ model, usage }) => [model, usage])).toEqual([
      ['llm', [paid]],
      ['llm', undefined],
    ])
  })

  it.each<[string, string, CorrectOptions]>([
    ['letter case', 'nikee shoes', {}],
    ['mode', 'Nikee shoes', { mode: 'suggest' }],
    ['locale', 'Nikee shoes', { locale: 'de-DE' }],
    ['k', 'Nikee shoes', { k: 2 }],
    ['earlier queries', 'Nikee shoes', { previous: ['adidas'] }],
    ['number of products found', 'Nikee shoes', { hitCount: 7 }],
  ])('answers a question of another %s anew', async (_, query, options) => {
    const { correct, searches } = open()
    await correct('Nikee shoes')
    const asked = searches.length
    await correct(query, options)
    expect(searches.length).toBeGreaterThan(asked)
  })

  it('follows a name that was added through its index with the next query', async () => {
    const { correct, index } = open()
    expect((await correct('hygeene soap')).applied).toBe('hygiene soap')
    await index.upsert([{ text: 'Hygeene', form: 'hygeene', kind: 'brand', count: 5 }])
    expect((await correct('hygeene soap')).applied).toBe('hygeene soap')
    await index.remove(['hygeene'])
    expect((await correct('hygeene soap')).applied).toBe('hygiene soap')
  })

  it('keeps no degraded answer', async () => {
    const corrector = createScriptedCorrector(() => {
      throw new SpellerError('corrector_failed', 'down')
    })
    const { correct, deferred, searches } = open({ corrector })
    const first = await correct('nikee shoes')
    expect(first.degraded).toEqual(['corrector_failed'])
    const asked = searches.length
    expect((await correct('nikee shoes')).applied).toBe(first.applied)
    expect(searches.length).toBeGreaterThan(asked)
    expect(deferred).toEqual([])
  })

  it.each([
    ['the first corrector of a chain, as long as the cache does', false, undefined],
    ['a later one, for a minute: the first may be back', true, 60],
  ])('keeps an answer of %s', async (_, isDown, seconds) => {
    const first = createScriptedCorrector(() => {
      if (isDown) throw new SpellerError('corrector_failed', 'down')
      return [{ text: 'nike shoes', source: 'greedy', by: 'server:behind' }]
    }, 'first')
    const steps = [first, createScriptedCorrector({ 'nikee shoes': 'nike shoes' }, 'second')]
    const corrector = createFallbackCorrector(
      steps.map((each) => ({ name: each.id, corrector: each, timeoutMs: 1000 })),
      { timeoutMs: 1000, now: () => 0 },
    )
    const puts: [string, number | undefined][] = []
    const memory = createMemoryCache()
    const cache: AnswerCache = {
      ...memory,
      async put(key, record, mostSeconds) {
        puts.push([record.model, mostSeconds])
        await memory.put(key, record, mostSeconds)
      },
    }
    const { correct, logged } = open({ corrector, cache })
    const told = await correct('nikee shoes')
    expect(told).toMatchObject({ applied: 'nike shoes', degraded: [] })
    expect(told).not.toHaveProperty('isSecondChoice')
    expect(logged[0]).not.toHaveProperty('isSecondChoice')
    expect(puts).toEqual([[isDown ? 'second' : 'server:behind', seconds]])
  })

  it('keeps no answer during which the catalog was swapped', async () => {
    const plain = shop()
    let id = 'first'
    const index = { ...plain, info: async () => ({ ...(await plain.info()), id }) }
    const { speller, deferred, searches } = open({ index })
    await speller.correct('nikee shoes')
    id = 'second'
    for (const work of deferred.splice(0)) await work()
    id = 'first'
    const asked = searches.length
    await speller.correct('nikee shoes')
    expect(searches.length).toBeGreaterThan(asked)
  })

  it('answers as ever when the catalog cannot be asked', async () => {
    const down = async () => {
      throw new SpellerError('index_failed', 'down')
    }
    const { correct, logged } = open({ index: { ...shop(), info: down } })
    expect(await correct('nikee shoes')).toMatchObject({ verdict: 'keep', reason: 'unavailable' })
    expect(logged).toHaveLength(1)
  })
})

describe('answerKey', () => {
  const catalog: CatalogInfo = { id: 'g1', names: 3, bigrams: 2, products: 1, revision: 'r1' }
  const decides = (changes: Partial<RememberDeps> = {}) => {
    const none = compileOverrides([])
    return { settings, overrides: () => none, version: 'v1', ...changes }
  }
  const options: CorrectOptions = { mode: 'auto', locale: 'en-GB', k: 8, previous: ['a'], hitCount: 0 }
  const key = answerKey('nikee', options, catalog, decides())
  const corrector = createScriptedCorrector({})
  const rules = compileOverrides([{ rule: 'protect', term: 'nikee' }])
  const kept: HeadAnswer = { verdict: 'keep', reason: 'unchanged', confidence: 0.9, model: 'slow', changes: [] }
  const entry: HeadEntry = { query: 'nikee', slow: kept, fast: kept, catalog: 'g1', near: [], grounds: [] }
  const cautious = { ...easyThresholds, rewriteAt: 0.9 }

  it.each([
    ['query', answerKey('nike', options, catalog, decides())],
    ['mode', answerKey('nikee', { ...options, mode: 'off' }, catalog, decides())],
    ['locale', answerKey('nikee', { ...options, locale: 'de-DE' }, catalog, decides())],
    ['k', answerKey('nikee', { ...options, k: 0 }, catalog, decides())],
    ['earlier queries', answerKey('nikee', { ...options, previous: ['a', 'b'] }, catalog, decides())],
    ['hit count', answerKey('nikee', { ...options, hitCount: 1 }, catalog, decides())],
    ['generation', answerKey('nikee', options, { ...catalog, id: 'g2' }, decides())],
    ['number of names', answerKey('nikee', options, { ...catalog, names: 4 }, decides())],
    ['number of bigrams', answerKey('nikee', options, { ...catalog, bigrams: 4 }, decides())],
    ['number of products', answerKey('nikee', options, { ...catalog, products: 4 }, decides())],
    ['revision of the names', answerKey('nikee', options, { ...catalog, revision: 'r2' }, decides())],
    ['corrector', answerKey('nikee', options, catalog, decides({ corrector }))],
    ['rules', answerKey('nikee', options, catalog, decides({ overrides: () => rules }))],
    ['head queries', answerKey('nikee', options, catalog, decides({ head: () => compileHead([entry]) }))],
    ['program and tables', answerKey('nikee', options, catalog, decides({ version: 'v2' }))],
    [
      'threshold with a corrector',
      answerKey(
        'nikee',
        options,
        catalog,
        decides({ settings: { ...settings, thresholds: { model: cautious, channel: easyThresholds } } }),
      ),
    ],
    [
      'threshold without',
      answerKey(
        'nikee',
        options,
        catalog,
        decides({ settings: { ...settings, thresholds: { model: easyThresholds, channel: cautious } } }),
      ),
    ],
    ['prompt', answerKey('nikee', options, catalog, decides({ settings: { ...settings, promptId: 'correct.v2' } }))],
    [
      'limit of length',
      answerKey('nikee', options, catalog, decides({ settings: { ...settings, minQueryLength: 9 } })),
    ],
  ])('differs with the %s', (_, other) => {
    expect(other).not.toBe(key)
  })

  it('is equal where absent options say what the settings say', () => {
    expect(answerKey('nikee', {}, catalog, decides())).toBe(
      answerKey('nikee', { mode: 'auto', k: 8, previous: [] }, catalog, decides()),
    )
  })
})
