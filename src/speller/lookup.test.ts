import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { openMemoryIndex } from '../adapters/catalog-index/embedded.ts'
import { emptyLetters } from './letters.ts'
import { emptyWordVectors } from './word-vectors.ts'
import { emptyBackground } from './background.ts'
import type { ChannelTable } from './channel.ts'
import { type Knowledge, noWordTables } from './knowledge.ts'
import { lookUp } from './lookup.ts'
import { parseQuery } from './normalise.ts'
import type { CatalogIndex } from './ports.ts'
import type { Name } from './types.ts'
import { decodeTrees } from './trees.ts'
import { english, vocabularyOf } from './vocabulary.ts'

const channel = JSON.parse(readFileSync(new URL('../../models/channel.json', import.meta.url), 'utf8')) as ChannelTable
const ranker = {
  features: [],
  trees: decodeTrees([], new Uint8Array(), 0)!,
  temperature: 1,
  calibration: { keep: { slope: 1, offset: 0 }, change: { slope: 1, offset: 0 } },
}
const knowledge: Knowledge = {
  channel,
  coinages: channel,
  background: emptyBackground,
  languages: noWordTables,
  letters: emptyLetters,
  vectors: emptyWordVectors,
  modelWeight: 0.5,
  askUpTo: 1,
  misspellings: emptyBackground,
  rankers: { model: ranker, channel: ranker },
}
const name = (form: string, count: number, locale?: string): Name => ({
  text: form,
  form,
  kind: 'term',
  count,
  ...(locale === undefined ? {} : { locale }),
})
const names = [
  name('nike', 40),
  name('running', 30),
  name('shoes', 60),
  name('lip', 9),
  name('balm', 8),
  name('dishwasher', 12),
  name('red bull', 7),
  name('red', 9),
  name('bull', 7),
  name('lessive', 9, 'fr-FR'),
]
const bigrams = [
  { form: 'running shoes', count: 20 },
  { form: 'lip balm', count: 5 },
]

/** Counts the calls that reach the index. */
function watched(index: CatalogIndex) {
  const calls = { search: 0, counts: [] as string[][] }
  return {
    calls,
    index: {
      ...index,
      search: (...given: Parameters<CatalogIndex['search']>) => (calls.search++, index.search(...given)),
      counts: (forms: readonly string[]) => (calls.counts.push([...forms]), index.counts(forms)),
    },
  }
}
const find = (raw: string, locale?: string, own = openMemoryIndex(names, bigrams, 90)) =>
  lookUp(parseQuery(raw), own, knowledge, { products: 90, vocabulary: english(knowledge.background) }, locale)

describe('lookUp', () => {
  it.each([
    ['nike runing shose', 'nike running shoes'],
    ['lipbalm', 'lip balm'],
    ['dish washer', 'dishwasher'],
    ['redbull', 'red bull'],
    ['runningshose', 'running shoes'],
    ['nike shoes', 'nike shoes'],
  ])('composes for %j the candidate %j', async (raw, text) => {
    const { candidates } = await find(raw)
    expect(candidates[0]!.text).toBe(text)
    expect(candidates.map((candidate) => candidate.text)).toContain(raw)
  })

  it('gives hits for every span, in the order of the spans', async () => {
    const { spans, hits } = await find('nikee 15 shoes')
    expect(spans.map((span) => span.text)).toEqual(['nikee', 'shoes'])
    expect(hits.map((own) => own[0]?.name.form)).toEqual(['nike', 'shoes'])
  })

  it('searches once, and a second time only for what a missing space may hide', async () => {
    const plain = watched(openMemoryIndex(names, bigrams, 90))
    await find('nike runing shose', undefined, plain.index)
    expect(plain.calls.search).toBe(1)
    const hidden = watched(openMemoryIndex(names, bigrams, 90))
    await find('runningshose', undefined, hidden.index)
    expect(hidden.calls.search).toBe(2)
  })

  it('asks for the count of each form once', async () => {
    const { calls, index } = watched(openMemoryIndex(names, bigrams, 90))
    const lookup = await find('nike nike runing lipbalm', undefined, index)
    const { counts } = lookup
    await lookup.learn(['running', 'balm', 'zebra'])
    const asked = calls.counts.flat()
    expect(new Set(asked).size).toBe(asked.length)
    expect([counts.count('running'), counts.count('lip balm'), counts.count('zebra'), counts.count('unasked')]).toEqual(
      [30, 5, 0, 0],
    )
  })

  it('retrieves names of the locale or of none', async () => {
    const found = async (locale: string) => (await find('lesive', locale)).hits.flat().map((hit) => hit.name.form)
    expect(await found('fr-FR')).toContain('lessive')
    expect(await found('en-GB')).not.toContain('lessive')
  })

  it('breaks no term in two where words are written as one, unless a title has them side by side', async () => {
    const languages = { words: () => Promise.resolve(emptyBackground) }
    const german = await vocabularyOf('de', { ...knowledge, languages }, () => undefined)
    const texts = async (raw: string) => {
      const lookup = await lookUp(
        parseQuery(raw),
        openMemoryIndex(names, bigrams, 90),
        knowledge,
        { products: 90, vocabulary: german },
        undefined,
      )
      return lookup.candidates.map(({ text }) => text)
    }
    expect(await texts('lipbalm')).toContain('lip balm')
    expect(await texts('runningbalm')).not.toContain('running balm')
    expect((await find('runningbalm')).candidates.map(({ text }) => text)).toContain('running balm')
  })

  it('keeps the query whose catalog is empty', async () => {
    const { candidates, hits } = await find('nikee shose', undefined, openMemoryIndex([], [], 0))
    expect(hits.flat()).toEqual([])
    expect(candidates.map((candidate) => candidate.text)).toEqual(['nikee shose'])
  })

  it('fails as the index does', async () => {
    const failing = { ...openMemoryIndex([], [], 0), search: () => Promise.reject(new Error('gone')) }
    await expect(find('nike', undefined, failing)).rejects.toThrow('gone')
  })
})
