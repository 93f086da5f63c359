import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { openMemoryIndex } from '../adapters/catalog-index/embedded.ts'
import { createMemoryLog } from '../adapters/decision-log/memory.ts'
import { shippedKnowledge } from '../main/testing/shipped-knowledge.ts'
import { compileHead, groundsOf, type HeadAnswer, type HeadEntry, readingsWith } from './head.ts'
import { SpellerError } from './errors.ts'
import type { Knowledge } from './knowledge.ts'
import { parseQuery } from './normalise.ts'
import { compileOverrides, type OverrideRule } from './overrides.ts'
import { createSpeller, type SpellerDeps } from './speller.ts'
import type { CorrectOptions, Name } from './types.ts'
import { settingsFor } from './testing/settings.ts'

const term = (form: string, more: Partial<Name> = {}): Name => ({ text: form, form, kind: 'term', count: 9, ...more })
const names = [
  term('nike', { text: 'Nike', kind: 'brand' }),
  term('shoes', { count: 40 }),
  term('wipes'),
  term('hygiene'),
  term('steel'),
  term('steal', { count: 2 }),
  term('red bull', { text: 'Red Bull', kind: 'brand' }),
]
// so high that the noisy channel alone would keep
const settings = settingsFor({
  model: { suggestAt: 1, rewriteAt: 1, typedAtMost: 0, rightWordAtMost: 0, loneTermAtMost: 0, exactNameAt: 1 },
  channel: { suggestAt: 1, rewriteAt: 1, typedAtMost: 0, rightWordAtMost: 0, loneTermAtMost: 0, exactNameAt: 1 },
})

let knowledge: Knowledge
beforeAll(() => {
  knowledge = shippedKnowledge()
})

const kept: HeadAnswer = { verdict: 'keep', reason: 'unchanged', confidence: 0.4, model: 'fast', changes: [] }
const rewritten = (...changes: HeadAnswer['changes']): HeadAnswer => ({
  verdict: 'rewrite',
  reason: 'confident',
  confidence: 0.9,
  model: 'slow',
  changes,
})

interface Given {
  readonly query?: string
  readonly slow?: HeadAnswer
  readonly fast?: HeadAnswer
  readonly locale?: string
  readonly rules?: readonly OverrideRule[]
}

/** A speller over the shop with one entry, which was made over that shop. */
async function open({ query = 'nikee shose', locale, rules = [], ...answers }: Given = {}) {
  const slow = answers.slow ?? rewritten({ from: 0, to: 1, terms: ['nike'] }, { from: 1, to: 2, terms: ['shoes'] })
  const both = { slow, fast: answers.fast ?? kept }
  const index = { ...openMemoryIndex(names, [], 50) }
  const { near, grounds } = await groundsOf(parseQuery(query), both, index, locale)
  const entry: HeadEntry = { query, ...(locale && { locale }), ...both, catalog: 'memory', near, grounds }
  const table = compileHead([entry])
  const log = createMemoryLog()
  const overrides = compileOverrides(rules)
  let ids = 0
  const deps: SpellerDeps = {
    index,
    log,
    knowledge,
    overrides: () => overrides,
    head: () => table,
    settings,
    newId: () => `00000000-0000-4000-8000-${String(++ids).padStart(12, '0')}`,
    now: () => new Date('2026-01-02T03:04:05Z'),
  }
  const speller = createSpeller(deps)
  return { index, log, entry, correct: (text = query, options?: CorrectOptions) => speller.correct(text, options) }
}

describe('a query of the table', () => {
  it('gets the slow answer as it was written, marked with where it comes from, and logged', async () => {
    const { correct, log } = await open()
    const decision = await correct('  NIKEE, shose! ')
    expect(decision).toMatchObject({
      verdict: 'rewrite',
      reason: 'precomputed',
      applied: '  NIKE, shoes! ',
      confidence: 0.9,
      model: 'head:slow',
      catalog: 'memory',
      edits: [
        { start: 2, end: 7, from: 'NIKEE', to: 'NIKE', kind: 'spelling' },
        { start: 9, end: 14, from: 'shose', to: 'shoes', kind: 'spelling' },
      ],
      evidence: [
        { name: 'Nike', kind: 'brand', count: 9, edits: 1 },
        { name: 'shoes', kind: 'term', count: 40, edits: 1 },
      ],
    })
    expect((await log.find(decision.id))!.record).toMatchObject({ reason: 'precomputed', model: 'head:slow' })
  })

  it('is kept where the slow system keeps', async () => {
    const fast = rewritten({ from: 0, to: 1, terms: ['hygiene'] })
    const { correct } = await open({ query: 'hygeene wipes', slow: { ...kept, model: 'slow' }, fast })
    expect(await correct()).toMatchObject({
      verdict: 'keep',
      reason: 'precomputed',
      applied: 'hygeene wipes',
      edits: [],
    })
  })

  it.each([
    [{ mode: 'off' }, 'keep', 'off'],
    [{ mode: 'suggest' }, 'suggest', 'precomputed'],
    [{ hitCount: 1000 }, 'suggest', 'has_results'],
    [{ hitCount: 999 }, 'rewrite', 'precomputed'],
  ] as const)('under %j does no more than others may', async (options, verdict, reason) => {
    expect(await (await open()).correct(undefined, options)).toMatchObject({ verdict, reason, model: 'head:slow' })
  })

  it('is answered in its own locale only', async () => {
    const { correct } = await open({ locale: 'de' })
    expect((await correct(undefined, { locale: 'de' })).reason).toBe('precomputed')
    for (const options of [{}, { locale: 'fr' }])
      expect((await correct(undefined, options)).model).toBe('noisy-channel')
  })

  it('may be split or joined', async () => {
    const { correct } = await open({
      query: 'redbul shoes',
      slow: rewritten({ from: 0, to: 1, terms: ['red', 'bull'] }),
    })
    expect((await correct()).applied).toBe('red bull shoes')
  })
})

describe('an entry is not used', () => {
  const looksUp = async ({ correct }: Awaited<ReturnType<typeof open>>) =>
    expect(await correct()).toMatchObject({ verdict: 'keep', model: 'noisy-channel' })

  it.each(['nikee', 'nikee shose', 'nikees hose', 'shose', 'Shose', 'nikke', 'nike shose'])(
    'once %j, as near to what was typed as the correction, is a name',
    async (text) => {
      const opened = await open()
      expect((await opened.correct()).reason).toBe('precomputed')
      const form = text.toLowerCase()
      await opened.index.upsert([{ text, form, kind: 'brand', count: 1 }])
      await looksUp(opened)
      await opened.index.remove([form])
      expect((await opened.correct()).reason).toBe('precomputed')
    },
  )

  it('once a term of the catalog that it changes becomes a brand', async () => {
    const opened = await open({ query: 'steal shoes', slow: rewritten({ from: 0, to: 1, terms: ['steel'] }) })
    expect((await opened.correct()).applied).toBe('steel shoes')
    await opened.index.upsert([term('steal', { kind: 'brand' })])
    await looksUp(opened)
  })

  it('once what it corrects to has left the catalog', async () => {
    const opened = await open()
    await opened.index.remove(['nike'])
    await looksUp(opened)
  })

  it.each([
    { rule: 'protect', term: 'shose' },
    { rule: 'never', term: 'nike' },
  ] as const)('where the rule %j of the shop forbids it', async (rule) => {
    await looksUp(await open({ rules: [rule] }))
  })

  it('where a rule of the shop says otherwise', async () => {
    const { correct } = await open({ rules: [{ rule: 'map', from: 'nikee', to: 'nikon' }] })
    expect(await correct()).toMatchObject({ reason: 'override', applied: 'nikon shose' })
  })

  it('where a guard refuses it', async () => {
    await looksUp(await open({ slow: rewritten({ from: 0, to: 1, terms: ['zorbazonk'] }) }))
    const frozen = await open({ query: 'nikee com shose' })
    expect(await frozen.correct('nikee.com shose')).toMatchObject({ verdict: 'keep', model: 'noisy-channel' })
  })

  it('where the catalog does not answer', async () => {
    const opened = await open()
    opened.index.search = () => Promise.reject(new SpellerError('index_failed', 'away'))
    expect(await opened.correct()).toMatchObject({ verdict: 'keep', reason: 'unavailable', degraded: ['index_failed'] })
  })

  it('for any window that it changes, once that window is a name, however it is spaced', async () => {
    const opened = await open()
    const window = fc.constantFrom([0, 1], [1, 2], [0, 2])
    await fc.assert(
      fc.asyncProperty(window, fc.nat({ max: 9 }), async ([from, to], at) => {
        const joined = 'nikee shose'.split(' ').slice(from, to).join('')
        const cut = 1 + (at % (joined.length - 1))
        const form = `${joined.slice(0, cut)} ${joined.slice(cut)}`
        await opened.index.upsert([{ text: form, form, kind: 'line', count: 1 }])
        const { model } = await opened.correct()
        await opened.index.remove([form])
        expect(model).toBe('noisy-channel')
      }),
      { numRuns: 20 },
    )
  })
})

describe('readingsWith', () => {
  it('covers every term once, in order', () => {
    const query = parseQuery('a b c d e')
    const changes = [
      { from: 0, to: 2, terms: ['ab'] },
      { from: 3, to: 4, terms: ['d', 'd'] },
    ]
    const readings = readingsWith(query, changes)
    expect(readings.flatMap(({ terms }) => terms)).toEqual(['ab', 'c', 'd', 'd', 'e'])
    expect(readings.map(({ from, to }) => `${from}-${to}`)).toEqual(['0-2', '2-3', '3-4', '4-5'])
  })
})
