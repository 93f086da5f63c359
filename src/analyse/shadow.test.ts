import { describe, expect, it } from 'vitest'
import { scripted } from '../evaluate/testing.ts'
import type { CorrectOptions, DecisionRecord } from '../speller/types.ts'
import { askedRequests, described, replay } from './shadow.ts'
import { logged } from './testing.ts'

const most = (limit: number) => ({ limit, enoughResults: 1000 })

async function* decisions(...more: readonly (readonly [string, Partial<DecisionRecord>])[]) {
  for (const query of ['nikee', 'asiks', 'Nikee', 'puma', 'asiks', 'nikee ']) yield logged(query)
  for (const [query, changes] of more) yield logged(query, changes)
}

describe('askedRequests', () => {
  it('gives different queries with their counts, the most frequent first', async () => {
    expect(await askedRequests(decisions(), most(10))).toEqual([
      { query: 'nikee', options: {}, n: 3 },
      { query: 'asiks', options: {}, n: 2 },
      { query: 'puma', options: {}, n: 1 },
    ])
    expect(await askedRequests(decisions(), most(1))).toEqual([{ query: 'nikee', options: {}, n: 3 }])
  })

  it.each<[string, Partial<DecisionRecord>, CorrectOptions]>([
    ['locale', { locale: 'de' }, { locale: 'de' }],
    ['mode', { mode: 'suggest' }, { mode: 'suggest' }],
    ['earlier queries', { previous: ['running'] }, { previous: ['running'] }],
    ['many hits', { hitCount: 1000 }, { hitCount: 1000 }],
    ['no hits', { hitCount: 0 }, { hitCount: 0 }],
  ])('keeps apart what was asked with another %s', async (_, changes, options) => {
    expect(await askedRequests(decisions(['asiks', changes], ['asiks', changes]), most(10))).toContainEqual({
      ...{ query: 'asiks', options, n: 2 },
    })
  })

  it('counts together what no decision can tell apart, and asks as the first of them did', async () => {
    const few = [1, 3, 999].map((hitCount) => ['puma', { hitCount }] as const)
    const many = [1000, 5000].map((hitCount) => ['asiks', { hitCount }] as const)
    const before = [['Running  Shoes'], ['running shoes', '?']].map((previous) => ['asiks', { previous }] as const)
    const found = await askedRequests(decisions(...few, ...many, ...before), most(10))
    expect(found).toHaveLength(5)
    expect(found).toEqual(
      expect.arrayContaining([
        { query: 'puma', options: {}, n: 4 },
        { query: 'nikee', options: {}, n: 3 },
        { query: 'asiks', options: {}, n: 2 },
        { query: 'asiks', options: { previous: ['Running  Shoes'] }, n: 2 },
        { query: 'asiks', options: { hitCount: 1000 }, n: 2 },
      ]),
    )
  })

  it('takes as many hits for enough as the shop does', async () => {
    const log = () => decisions(['asiks', { hitCount: 30 }], ['asiks', { hitCount: 31 }])
    const wanted = { query: 'asiks', options: { hitCount: 30 }, n: 2 }
    expect(await askedRequests(log(), { limit: 10, enoughResults: 30 })).toContainEqual(wanted)
    expect(await askedRequests(log(), { limit: 10, enoughResults: 32 })).not.toContainEqual(wanted)
  })

  it('takes a sample of equally frequent ones, not the first of the alphabet, and the same each time', async () => {
    const queries = Array.from({ length: 400 }, (_, i) => `query ${String(i).padStart(3, '0')}`)
    async function* log(order: readonly string[]) {
      for (const query of order) yield logged(query)
    }
    const sample = (await askedRequests(log(queries), most(100))).map(({ query }) => query)
    const early = sample.filter((query) => query < 'query 200').length
    expect(early).toBeGreaterThan(30)
    expect(early).toBeLessThan(70)
    expect((await askedRequests(log([...queries].reverse()), most(100))).map(({ query }) => query)).toEqual(sample)
  })
})

describe('described', () => {
  it('says what a request said beside the query', () => {
    expect(described({})).toBe('')
    expect(described({ locale: 'de', mode: 'suggest', previous: ['running', 'shoes'], hitCount: 3 })).toBe(
      'locale de, mode suggest, after "running", "shoes", 3 hits',
    )
  })
})

describe('replay', () => {
  it('tells what changes, and counts all that was asked', async () => {
    const asked = await askedRequests(decisions(), most(3))
    const current = scripted('current', { nikee: ['nike', 'rewrite', 0.9], asiks: ['asics', 'suggest', 0.5] })
    const candidate = scripted('candidate', { nikee: ['nike', 'rewrite', 0.7], asiks: ['asics', 'rewrite', 0.9] })
    expect(await replay(asked, current, candidate)).toEqual({
      requests: 3,
      decisions: 6,
      changes: [{ query: 'asiks', options: {}, n: 2, current: 'suggest asics', candidate: 'rewrite asics' }],
    })
  })

  it('asks both as the log says it was asked', async () => {
    const heard: unknown[] = []
    const listening = (label: string) => ({
      ...scripted(label, {}),
      answer: (query: string, ...rest: readonly unknown[]) => {
        heard.push([label, query, ...rest])
        return scripted(label, {}).answer(query)
      },
    })
    const changes: Partial<DecisionRecord> = { locale: 'de', mode: 'suggest', previous: ['laufen'], hitCount: 2, k: 3 }
    const asked = await askedRequests(
      decisions(['adidass', changes], ['adidass', changes], ['adidass', changes]),
      most(1),
    )
    await replay(asked, listening('current'), listening('candidate'))
    const wanted = ['adidass', 'de', { mode: 'suggest', previous: ['laufen'], hitCount: 2 }]
    expect(heard).toEqual([
      ['current', ...wanted],
      ['candidate', ...wanted],
    ])
  })
})
