import { beforeAll, describe, expect, it } from 'vitest'
import { nameOf } from '../adapters/catalog-index/contract.ts'
import { openMemoryIndex } from '../adapters/catalog-index/embedded.ts'
import { shippedKnowledge } from '../main/testing/shipped-knowledge.ts'
import { judge } from './judge.ts'
import type { Knowledge } from './knowledge.ts'
import { lookUp } from './lookup.ts'
import { parseQuery } from './normalise.ts'
import { compileOverrides, type OverrideRule } from './overrides.ts'
import type { Suggestion } from './ports.ts'
import { draftsOf } from './settle.ts'
import { english } from './vocabulary.ts'

let knowledge: Knowledge
beforeAll(() => {
  knowledge = shippedKnowledge()
})

const index = openMemoryIndex(
  [
    nameOf('Nike', { count: 40 }),
    nameOf('running', { kind: 'term', count: 30 }),
    nameOf('shoes', { kind: 'term', count: 60 }),
    nameOf('boots', { kind: 'term', count: 20 }),
  ],
  [
    { form: 'running shoes', count: 20 },
    { form: 'nike shoes', count: 20 },
    { form: 'nike boots', count: 5 },
  ],
  90,
)

const judged = async (raw: string, suggestions: readonly Suggestion[] = [], rules: readonly OverrideRule[] = []) => {
  const query = parseQuery(raw)
  const lookup = await lookUp(
    query,
    index,
    knowledge,
    { products: 90, vocabulary: english(knowledge.background) },
    undefined,
  )
  const judgement = await judge(
    query,
    lookup,
    lookup.candidates,
    suggestions,
    knowledge,
    compileOverrides(rules),
    undefined,
  )
  const of = (text: string) => judgement.judged.find((entry) => entry.candidate.text === text)
  return { query, judgement, of }
}

describe('judge', () => {
  it('gives probabilities that sum to 1, most probable first, the query as typed among them', async () => {
    for (const raw of ['nikee shose', 'nike shoes', 'zzz qqq', 'runningshose 42']) {
      const { judgement, of } = await judged(raw)
      const probabilities = judgement.judged.map((entry) => entry.probability)
      expect(probabilities.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9)
      expect(probabilities).toEqual([...probabilities].sort((a, b) => b - a))
      expect(of(raw)).toBeDefined()
      for (const { confidence } of judgement.judged) expect(confidence >= 0 && confidence <= 1).toBe(true)
      expect(judgement.scored).toBe(false)
    }
  })

  it('drops what the guards refuse, and names each guard once', async () => {
    const free = await judged('nikee shose')
    expect(free.judgement.judged[0]!.candidate.text).toBe('nike shoes')
    const { judgement } = await judged('nikee shose', [], [{ rule: 'protect', term: 'nikee' }])
    expect(judgement.judged.every((entry) => entry.candidate.text.startsWith('nikee '))).toBe(true)
    expect(judgement.guards).toEqual(['protected'])
  })

  describe('of a correction that a rule forbids', () => {
    const never: OverrideRule = { rule: 'never', term: 'nike' }

    it('leaves the rest of it, and makes nothing else likelier', async () => {
      const free = await judged('nikee shose')
      const { judgement, of } = await judged('nikee shose', [], [never])
      expect(judgement.guards).toEqual(['never'])
      expect(judgement.judged[0]!.candidate.text).toBe('nikee shoes')
      expect(judgement.judged.some((entry) => /\bnike\b/.test(entry.candidate.text))).toBe(false)
      const summed = ['nike shoes', 'nikee shoes'].map((text) => free.of(text)!.probability)
      expect(of('nikee shoes')!.probability).toBeCloseTo(summed[0]! + summed[1]!, 9)
      expect(judgement.judged.reduce((sum, entry) => sum + entry.probability, 0)).toBeCloseTo(1, 9)
    })

    it('still has it compared by a corrector, as probable as without the rule', async () => {
      const [free, held] = [await judged('nikee shose'), await judged('nikee shose', [], [never])]
      const told = ({ weighed }: typeof free.judgement) =>
        weighed.map((entry) => [entry.candidate.text, entry.probability])
      expect(told(held.judgement)).toEqual(told(free.judgement))
    })
  })

  it("takes a corrector's own answer as a candidate, where its words and edits can be explained", async () => {
    const answer = (text: string) => judged('nikee shose', [{ text, source: 'greedy' }])
    expect((await answer('nike shose')).of('nike shose')).toBeDefined()
    expect((await answer('nike boots')).of('nike boots')).toBeUndefined()
    expect((await answer('nike boots')).judgement.guards).toContain('too_many_edits')
    expect((await answer('nike shoes for all the long days')).judgement.scored).toBe(false)
  })

  it('lifts the answer of a corrector that gives no probabilities; the sum stays 1', async () => {
    const alone = (await judged('nikee shose')).of('nike shoes')!
    const { judgement, of } = await judged('nikee shose', [{ text: 'nike shoes', source: 'greedy' }])
    const odds = (p: number) => p / (1 - p)
    expect(odds(of('nike shoes')!.probability) / odds(alone.probability)).toBeCloseTo(8, 6)
    expect(judgement.judged.reduce((sum, entry) => sum + entry.probability, 0)).toBeCloseTo(1, 9)
  })

  it('reads finite log-probabilities, and no others', async () => {
    const texts = (await judged('nikee shose')).judgement.judged.map((entry) => entry.candidate.text)
    const give = (logProbability: number) =>
      judged('nikee shose', [
        { text: 'nike shoes', source: 'greedy', logProbability },
        ...texts.map((text) => ({ text, source: 'draft' as const, logProbability })),
      ])
    expect((await give(-3)).judgement.scored).toBe(true)
    for (const nonsense of [NaN, -Infinity, Infinity]) {
      const { judgement } = await give(nonsense)
      expect(judgement.scored).toBe(false)
      expect(judgement.judged.every((entry) => Number.isFinite(entry.confidence))).toBe(true)
    }
  })
})

describe('a corrector that scores its own answer alone', () => {
  const odds = (p: number) => p / (1 - p)
  const factorOf = async (probability: number) => {
    const own = { text: 'nike shoes', source: 'greedy' as const, logProbability: Math.log(probability) }
    const [alone, lifted] = [await judged('nikee shose'), await judged('nikee shose', [own])]
    return odds(lifted.of('nike shoes')!.probability) / odds(alone.of('nike shoes')!.probability)
  }

  it.each([
    [0.2, 1],
    [0.5, 1],
    [0.75, 3],
    [0.999, 8],
    [1, 8],
  ])('multiplies the odds by its own, at least 1 and at most 8: %d gives %d', async (probability, factor) => {
    expect(await factorOf(probability)).toBeCloseTo(factor, 6)
  })

  it('is taken as an opinion: it raises that answer, and is not compared', async () => {
    const without = await judged('nikee shose')
    const own = { text: 'nike shoes', source: 'greedy' as const, logProbability: -0.1 }
    const { judgement } = await judged('nikee shose', [own])
    const probabilityIn = (of: typeof judgement) =>
      of.judged.find((entry) => entry.candidate.text === 'nike shoes')!.probability
    expect(judgement.scored).toBe(false)
    expect(probabilityIn(judgement)).toBeGreaterThan(probabilityIn(without.judgement))
  })
})

describe('draftsOf', () => {
  it('asks about the likely candidates, the query as typed always among them, best first', async () => {
    const { query, judgement } = await judged('nikee shose')
    const drafts = draftsOf(query, judgement, 1).map((draft) => draft.text)
    expect(drafts).toContain('nikee shose')
    expect(drafts).toContain('nike shoes')
    expect(drafts.length).toBeLessThanOrEqual(6)
    expect(new Set(drafts).size).toBe(drafts.length)
  })

  it('asks nothing where the query as typed is the only candidate', async () => {
    const { query, judgement } = await judged('zzzzzz qqqqqq')
    expect(draftsOf(query, { weighed: judgement.weighed.slice(0, 1) }, 0.98)).toEqual([])
  })

  it.each([
    [0.98, 2],
    [0.981, 0],
  ])('asks about a correction that the noisy channel gives %d: %d drafts', async (probability, count) => {
    const { query, of } = await judged('nikee shoes')
    const [typed, best] = [of('nikee shoes')!, of('nike shoes')!]
    const two = [
      { ...best, probability },
      { ...typed, probability: 1 - probability },
    ]
    expect(draftsOf(query, { weighed: two }, 0.98)).toHaveLength(count)
  })
})
