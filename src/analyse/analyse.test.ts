import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Reason } from '../speller/types.ts'
import { introduction, tablesOf } from './render.ts'
import type { AskedTerm } from './term-rows.ts'
import { analysisOf, correction, logged } from './testing.ts'

const times = <Item>(count: number, make: (i: number) => Item) => Array.from({ length: count }, (_, i) => make(i))
const earlier = { at: '2026-01-03T12:00:00.000Z' }
const nikee = correction('nikee', 'nikee', 'nike')

describe('analyse', () => {
  it('compares with the period of equal length before, and leaves out all else', async () => {
    const found = await analysisOf([
      logged('outside', { at: '2025-12-31T23:59:59.999Z' }),
      logged('first before', { at: '2026-01-01T00:00:00.000Z' }),
      logged('last before', { at: '2026-01-07T23:59:59.999Z' }),
      logged('nikee', { ...nikee, at: '2026-01-08T00:00:00.000Z' }),
      logged('outside', { at: '2026-01-15T00:00:00.000Z' }),
    ])
    expect(found.now).toEqual({ from: '2026-01-08T00:00:00.000Z', until: '2026-01-15T00:00:00.000Z', decisions: 1 })
    expect(found.before).toMatchObject({ from: '2026-01-01T00:00:00.000Z', decisions: 2 })
    expect(found.days).toHaveLength(7)
    expect(found.days[0]).toEqual({ day: '2026-01-08', keep: 0, suggest: 0, rewrite: 1 })
    expect(found.verdicts.map(({ name, now, before }) => [name, now.hits, before.hits])).toEqual([
      ['rewrite', 1, 0],
      ['keep', 0, 2],
    ])
  })

  it('counts queries with what looks like personal data, and lists none of them', async () => {
    const secrets = ['john.smith@example.com', '4111 1111 1111 1111', '+44 7700 900123']
    const texts = secrets.map((secret) => `${secret} shampo`)
    const held = { reason: 'low_confidence' } as const
    const found = await analysisOf([
      ...texts.flatMap((text) => [
        logged(text, correction(text, 'shampo', 'shampoo'), { feedback: ['reverted', 'no_results'] }),
        logged(text, correction(text, 'shampo', 'shampoo'), { feedback: ['no_results'], labels: [{ kind: 'wrong' }] }),
        logged(text, { ...correction(text, 'shampo', 'shampoo', 'keep'), ...held }, { feedback: ['no_results'] }),
        logged(`${text} hygeeni`, {}, { feedback: ['no_results'] }),
      ]),
      logged('shampo', correction('shampo', 'shampo', 'shampoo'), { feedback: ['reverted'] }),
      logged('shampo', {}, { labels: [{ kind: 'should_be', text: 'write to john.smith@example.com' }] }),
    ])
    expect(found.now.decisions).toBe(14)
    expect(found.verdicts.map(({ name, now }) => [name, now.hits])).toEqual([
      ['keep', 7],
      ['rewrite', 7],
    ])
    expect(found.feedback[0]).toMatchObject({ name: 'rewrites reverted', now: { hits: 4, n: 7 } })
    expect(found.personal).toEqual({ 'e-mail address': 5, 'card number': 4, 'phone number': 4 })
    const listed = JSON.stringify(found)
    for (const part of ['john', 'smith', '4111', '7700', '900123', 'hygeeni']) expect(listed).not.toContain(part)
    expect(found.revertedRewrites.map(({ query, now }) => [query, now.hits, now.n])).toEqual([['shampo', 1, 1]])
    expect(introduction(found)).toContain(
      'In no list, but counted: 5 decisions with what looks like an e-mail address; 4 decisions with what looks like a card number; ' +
        '4 decisions with what looks like a phone number.',
    )
  })

  it('ranks reverted rewrites by what is certain of them, with their rates', async () => {
    const revert = { feedback: ['reverted', 'reverted'] } as const
    const hygeeni = correction('hygeeni', 'hygeeni', 'hygiene')
    const found = await analysisOf([
      // one of one may be chance; eight of ten is none
      logged('asiks', correction('asiks', 'asiks', 'asics'), revert),
      ...times(10, (i) =>
        logged(i % 2 ? 'Hygeeni ' : 'hygeeni', { ...hygeeni, corrected: 'hygiene' }, i < 8 ? revert : {}),
      ),
      ...times(5, () => logged('nikee', nikee)),
      ...times(4, () => logged('hygeeni', { ...hygeeni, ...earlier })),
    ])
    expect(
      found.revertedRewrites.map(({ query, corrected, now, before }) => [query, corrected, now.hits, now.n, before.n]),
    ).toEqual([
      ['hygeeni', 'hygiene', 8, 10, 4],
      ['asiks', 'asics', 1, 1, 0],
    ])
    // 8 of 10 against 0 of 4: two of 14 choose 4 · … tables; by hand C(6,4)/C(14,4) = 15/1001, and its like at the other end
    expect(found.revertedRewrites[0]!.p).toBeCloseTo(15 / 1001, 6)
    expect(found.revertedRewrites[1]!.p).toBeNull()
    expect(found.feedback[0]).toMatchObject({
      name: 'rewrites reverted',
      now: { hits: 9, n: 16 },
      before: { hits: 0, n: 4 },
    })
    expect(found.topRewrites.map(({ query, now }) => [query, now.hits, now.n])).toEqual([
      ['hygeeni', 10, 16],
      ['nikee', 5, 16],
      ['asiks', 1, 16],
    ])
  })

  it('lists what people called wrong, with what it should be', async () => {
    const label = (kind: 'right' | 'wrong' | 'should_be', text?: string) => ({
      labels: [{ kind, ...(text === undefined ? {} : { text }) }],
    })
    const nikon = label('should_be', 'Nikon')
    const found = await analysisOf([
      logged('nikee', nikee, label('right')),
      logged('Nikee', { ...nikee, corrected: 'Nike' }, nikon),
      logged('nikee', nikee, label('wrong')),
      logged('nikee', nikee, { labels: [...nikon.labels, ...label('right').labels] }),
      logged('hygeeni', correction('hygeeni', 'hygeeni', 'hygiene', 'keep'), label('wrong')),
      logged('hygeeni', {}, { feedback: ['reverted'] }),
      logged('asiks', earlier, label('wrong')),
    ])
    expect(found.calledWrong.map(({ example: _, ...row }) => row)).toEqual([
      { query: 'nikee', offered: 'nike', verdict: 'rewrite', n: 2, shouldBe: 'Nikon' },
      { query: 'hygeeni', offered: 'hygeeni', verdict: 'keep', n: 1 },
    ])
    expect((await analysisOf([logged('nikee', nikee, nikon)], { rows: 1 })).calledWrong).toHaveLength(1)
  })

  it('groups changes held back by the pair of texts, and keeps apart why', async () => {
    const held = (query: string, confidence: number, reason: Reason = 'low_confidence') =>
      logged(query, { ...correction(query, 'Asiks', 'Asics', 'suggest'), confidence, reason })
    const found = await analysisOf([
      ...[held('Asiks shoes', 0.4), held('mens Asiks', 0.5), held('Asiks shoes', 0.3)],
      held('Asiks', 0.9, 'plausible'),
      held('Asiks', 0.9, 'has_results'),
    ])
    expect(found.heldBack.map(({ reason, now }) => [reason, now.hits])).toEqual([
      ['low_confidence', 3],
      ['plausible', 1],
    ])
    expect(found.heldBack[0]).toMatchObject({
      typed: 'asiks',
      read: 'asics',
      queries: ['asiks shoes', 'mens asiks'],
      queryCount: 2,
      now: { hits: 3, n: 5 },
    })
    expect(found.heldBack[0]!.meanConfidence).toBeCloseTo(0.4)
  })

  it('lists frequent unknown terms that are not known otherwise', async () => {
    const found = await analysisOf(
      [
        ...times(3, (i) => logged(`hygeeni wipes ${i}`)),
        ...times(2, () => logged('zorbax', correction('zorbax', 'zorbax', 'zovirax'), { feedback: ['reverted'] })),
        logged('rare'),
      ],
      { standingsOf: async (terms) => terms.map(({ term }) => (term === 'wipes' ? 'known' : 'unknown')) },
    )
    expect(
      found.unknownTerms.map(({ term, now, queryCount, refused }) => [term, now.hits, queryCount, refused]),
    ).toEqual([
      ['hygeeni', 3, 3, 0],
      ['zorbax', 2, 1, 2],
    ])
  })

  it('shows a term as most shoppers typed it, and proposes that as the name', async () => {
    const queries = [
      'kuhlfix tuch',
      'K\u00fchlfix',
      'K\u00fchlfix box',
      'k\u00fchlfix',
      "d'orsini",
      "D'Orsini",
      "D'Orsini",
    ]
    const found = await analysisOf(queries.map((query) => logged(query)))
    expect(found.unknownTerms.map(({ term, typed, now }) => [term, typed, now.hits])).toEqual([
      ['kuhlfix', 'K\u00fchlfix', 4],
      ['dorsini', "D'Orsini", 3],
    ])
    const table = tablesOf(found, 'http://shop').find(({ id }) => id === 'unknown')
    expect(table?.rows.map((row) => [row[0], row.at(-1)])).toEqual([
      [
        'K\u00fchlfix',
        `curl -X PUT http://shop/v1/names -H 'content-type: application/json' -d '{"name":"K\u00fchlfix"}'`,
      ],
      ["D'Orsini", `curl -X PUT http://shop/v1/names -H 'content-type: application/json' -d '{"name":"D'\\''Orsini"}'`],
    ])
  })

  it('asks of each term with what most of its decisions would have made of it, and lists apart what looks misspelled', async () => {
    const held = (query: string, from: string, to: string) => logged(query, correction(query, from, to, 'keep'))
    const asked: (readonly AskedTerm[])[] = []
    const found = await analysisOf(
      [
        ...times(3, (i) => held(`flourescent tube ${i}`, 'flourescent', 'fluorescent')),
        ...times(2, () => logged('flourescent')),
        // half of them is not most
        held('hygeeni', 'hygeeni', 'hygiene'),
        logged('hygeeni'),
        // said to be right by those who searched for it
        held('zorbax', 'zorbax', 'zovirax'),
        ...times(2, () => logged('zorbax', correction('zorbax', 'zorbax', 'zovirax'), { feedback: ['reverted'] })),
        ...times(2, () => logged('recieve')),
      ],
      {
        standingsOf: async (terms) => {
          asked.push(terms)
          return terms.map(({ term, reading }) => {
            if (term === 'tube') return 'known'
            if (term === 'recieve') return { near: 'receive' }
            return reading === undefined ? 'unknown' : { near: reading }
          })
        },
      },
    )
    expect(asked).toEqual([
      [
        { term: 'flourescent', reading: 'fluorescent' },
        { term: 'tube' },
        { term: 'zorbax' },
        { term: 'hygeeni' },
        { term: 'recieve' },
      ],
    ])
    expect(found.unknownTerms.map(({ term, now, refused }) => [term, now.hits, refused])).toEqual([
      ['zorbax', 3, 2],
      ['hygeeni', 2, 0],
    ])
    expect(
      found.keptMisspellings.map(({ term, near, held, now, queryCount }) => [term, near, held, now.hits, queryCount]),
    ).toEqual([
      ['flourescent', 'fluorescent', 3, 5, 4],
      ['recieve', 'receive', 0, 2, 1],
    ])
  })

  it('counts corrections without results, guards, failures and labels', async () => {
    const found = await analysisOf([
      logged('nikee', nikee, { feedback: ['no_results'], labels: [{ kind: 'wrong' }, { kind: 'right' }] }),
      logged('nikee', nikee, { labels: [{ kind: 'should_be', text: 'nikon' }] }),
      logged(
        'kept',
        { guards: ['never', 'never', 'frozen'], degraded: ['corrector_timeout'] },
        { feedback: ['no_results'] },
      ),
    ])
    expect(found.withoutResults.map(({ query, now }) => [query, now.hits, now.n])).toEqual([['nikee', 1, 2]])
    expect(found.queriesWithoutResults.map(({ query, now }) => [query, now.hits, now.n])).toEqual([['kept', 1, 3]])
    expect(found.guards.map(({ name, now }) => [name, now.hits])).toEqual([
      ['frozen', 1],
      ['never', 1],
    ])
    expect(found.failures.map(({ name, now }) => [name, now.hits, now.n])).toEqual([['corrector_timeout', 1, 3]])
    expect(found.labels.map(({ name, now }) => [name, now.hits, now.n])).toEqual([['rewrite', 1, 2]])
  })

  it('gives latency by stage, and tests the shares above the common percentiles', async () => {
    const taking = (total: number, changes = {}) =>
      logged('x', { latencyMs: { total, retrieve: 1, compose: 1, correct: 0, decide: 1 }, ...changes })
    const found = await analysisOf([
      ...times(100, (i) => taking(i + 101)),
      ...times(100, (i) => taking(i + 1, earlier)),
    ])
    const [total, retrieve] = found.latencyMs
    expect(total).toMatchObject({ stage: 'total', now: { n: 100, p50: 150, p95: 195, p99: 199 }, before: { p50: 50 } })
    expect(total!.slower.p50).toMatchObject({ now: { hits: 100, n: 100 }, before: { hits: 0, n: 100 } })
    expect(total!.slower.p50.p).toBeLessThan(found.significantAt)
    expect(retrieve!.slower.p95).toMatchObject({ now: { hits: 0 }, before: { hits: 0 }, p: 1 })
  })

  it('marks a real change among many, and none between equal periods', async () => {
    const guarded = (guard: string, changes = {}) => logged('x', { guards: [guard], ...changes })
    const same = times(200, (i) => [guarded(`guard ${i % 20}`), guarded(`guard ${i % 20}`, earlier)]).flat()
    expect((await analysisOf(same)).significantAt).toBe(0)
    const changed = await analysisOf([...same, ...times(100, () => guarded('guard 3'))])
    const marked = changed.guards.filter(({ p }) => p !== null && p <= changed.significantAt)
    expect(marked.map(({ name }) => name)).toEqual(['guard 3'])
  })

  it('gives the same analysis whatever the order in the log, and shares within their bounds', async () => {
    const decision = fc.record({
      query: fc.constantFrom('nikee', 'hygeeni wipes', 'asiks'),
      kind: fc.constantFrom('rewrite' as const, 'suggest' as const, 'keep' as const),
      feedback: fc.subarray(['accepted', 'reverted', 'no_results'] as const),
      day: fc.integer({ min: 1, max: 14 }),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(decision, { maxLength: 30 }), async (given) => {
        const decisions = given.map(({ query, kind, feedback, day }) => {
          const at = `2026-01-${String(day).padStart(2, '0')}T06:00:00.000Z`
          return logged(query, { ...correction(query, query.slice(0, 5), 'changed', kind), at }, { feedback })
        })
        const found = await analysisOf(decisions)
        expect(await analysisOf([...decisions].reverse())).toEqual(found)
        expect(found.now.decisions + found.before.decisions).toBe(decisions.length)
        expect(found.verdicts.reduce((sum, { now }) => sum + now.hits, 0)).toBe(found.now.decisions)
        for (const { now } of [...found.revertedRewrites, ...found.withoutResults]) {
          expect(now.hits).toBeLessThanOrEqual(now.n)
          expect(now.low).toBeLessThanOrEqual(now.value!)
        }
      }),
      { numRuns: 50 },
    )
  })
})
