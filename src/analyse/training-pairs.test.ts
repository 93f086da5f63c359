import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { LoggedDecision } from '../speller/types.ts'
import { correction, logged } from './testing.ts'
import { trainingPairs } from './training-pairs.ts'
import { chatLine, exampleLine } from './write-pairs.ts'

async function* stream(decisions: readonly LoggedDecision[]) {
  yield* decisions
}
const pairsOf = (...decisions: readonly LoggedDecision[]) => trainingPairs(stream(decisions))
const brief = async (...decisions: readonly LoggedDecision[]) =>
  (await pairsOf(...decisions)).pairs.map(({ query, meant, source }) => [query, meant, source])

const rewrite = correction('nikee', 'nikee', 'nike')
const accepted = (query = 'nikee') => logged(query, { ...rewrite }, { feedback: ['accepted'] })
const reverted = () => logged('nikee', rewrite, { feedback: ['reverted'] })
const labelled = (text: string) => logged('nikee', rewrite, { labels: [{ kind: 'should_be', text }] })

describe('trainingPairs', () => {
  it('gives one pair a query, in order, normalised', async () => {
    expect(
      await brief(accepted('Zebra'), accepted(), accepted('NIKEE'), accepted('nikee a'), logged('nobody')),
    ).toEqual([
      ['nikee', 'nike', 'accepted'],
      ['nikee a', 'nike', 'accepted'],
      ['zebra', 'nike', 'accepted'],
    ])
  })

  it.each([
    ['the more frequent of two', [accepted(), reverted(), accepted()], ['nike', 'accepted']],
    [
      'a label, however many shoppers disagree',
      [reverted(), labelled('nikon'), reverted(), accepted()],
      ['nikon', 'labelled'],
    ],
    ['the more frequent of labels', [labelled('nikon'), labelled('nike'), labelled('Nike')], ['nike', 'labelled']],
  ] as const)('takes %s', async (_, decisions, wanted) => {
    expect(await brief(...decisions)).toEqual([['nikee', ...wanted]])
  })

  it('keeps locales apart: what is a misspelling in one may be right in another', async () => {
    const said = (kind: 'accepted' | 'reverted', locale?: string) =>
      logged('nikee', { ...rewrite, ...(locale === undefined ? {} : { locale }) }, { feedback: [kind] })
    const { pairs, counts } = await pairsOf(said('accepted', 'de'), said('reverted', 'fr'), said('accepted'))
    expect(pairs.map(({ locale, meant }) => [locale, meant])).toEqual([
      [undefined, 'nike'],
      ['de', 'nike'],
      ['fr', 'nikee'],
    ])
    expect(counts.contradictory).toBe(0)
    const tied = await pairsOf(said('accepted', 'de'), said('reverted', 'de'), said('accepted', 'fr'))
    expect([tied.pairs.map(({ locale }) => locale), tied.counts.contradictory]).toEqual([['fr'], 1])
  })

  it('leaves a tie out, and counts it', async () => {
    const { pairs, counts } = await pairsOf(accepted(), reverted(), logged('x'))
    expect(pairs).toEqual([])
    expect(counts).toMatchObject({ decisions: 3, told: 2, contradictory: 1 })
  })

  it('takes nothing from shoppers that a person called wrong, and counts such queries', async () => {
    const wrong = (changes = rewrite) => logged('nikee', changes, { labels: [{ kind: 'wrong' }] })
    const refused = await pairsOf(wrong(), accepted(), accepted('NIKEE'))
    expect(refused.pairs).toEqual([])
    expect(refused.counts).toMatchObject({ told: 2, refused: 1, contradictory: 0 })
    // the query as typed is not what was called wrong
    expect(await brief(wrong(), accepted(), accepted(), reverted())).toEqual([['nikee', 'nikee', 'reverted']])
    const kept = correction('nikee', 'nikee', 'nike', 'keep')
    expect(await brief(wrong(kept), reverted(), accepted())).toEqual([['nikee', 'nike', 'accepted']])
    // another query, and another locale
    expect(await brief(wrong({ ...rewrite, locale: 'de' }), accepted(), wrong(), accepted('nikee b'))).toEqual([
      ['nikee b', 'nike', 'accepted'],
    ])
  })

  it('does not take a misspelling for right because few of many took its rewrite back, and counts such queries', async () => {
    const silent = (times: number, changes = rewrite) => Array.from({ length: times }, () => logged('nikee', changes))
    const few = await pairsOf(...silent(9), reverted(), logged('nikee', rewrite, { feedback: ['clicked'] }))
    expect(few.pairs).toEqual([])
    expect(few.counts).toMatchObject({ told: 1, outnumbered: 1, contradictory: 0 })
    const nikon = correction('nikee', 'nikee', 'nikon')
    expect(await brief(...silent(9, nikon), reverted(), reverted())).toEqual([['nikee', 'nikee', 'reverted']])
    expect(await brief(...silent(2), reverted(), reverted(), reverted(), reverted())).toHaveLength(1)
    // a suggestion that nobody follows was not let be
    const suggestion = correction('nikee', 'nikee', 'nike', 'suggest')
    const taken = logged('nikee', suggestion, { feedback: ['reverted'] })
    expect(await brief(...silent(9, suggestion), taken)).toEqual([['nikee', 'nikee', 'reverted']])
    // where a person or another shopper says what was meant, that counts
    expect(await brief(...silent(9), reverted(), accepted(), accepted())).toEqual([['nikee', 'nike', 'accepted']])
    expect(await brief(...silent(9), reverted(), labelled('nikee'))).toEqual([['nikee', 'nikee', 'labelled']])
  })

  it('counts a label of wrong against those that call the same right', async () => {
    const label = (kind: 'right' | 'wrong') => logged('nikee', rewrite, { labels: [{ kind }] })
    const tied = await pairsOf(label('right'), label('wrong'), accepted())
    expect([tied.pairs, tied.counts.contradictory]).toEqual([[], 1])
    expect(await brief(label('right'), label('wrong'), label('right'))).toEqual([['nikee', 'nike', 'labelled']])
    expect(await brief(label('right'), label('wrong'), labelled('nikon'))).toEqual([['nikee', 'nikon', 'labelled']])
  })

  it('leaves out what looks like personal data, wherever it stands, and counts it', async () => {
    const { pairs, counts } = await pairsOf(
      accepted('jane@mail.example'),
      labelled('4111 1111 1111 1111'),
      logged('nikee', { ...rewrite, previous: ['+44 20 7946 0958'] }, { feedback: ['accepted'] }),
      logged('someone@mail.example, of whom nobody said anything'),
      labelled('!?'),
    )
    expect(pairs).toEqual([])
    expect(counts).toEqual({
      decisions: 5,
      told: 4,
      personal: { 'e-mail address': 1, 'card number': 1, 'phone number': 1 },
      contradictory: 0,
      outnumbered: 0,
      refused: 0,
      empty: 1,
    })
  })

  it('gives a pair for each query that all agree on, and accounts for every told decision', async () => {
    const decision = fc.constantFrom('a', 'b', 'c').chain((query) =>
      fc.constantFrom(
        () => logged(query, { ...rewrite }, { feedback: ['accepted'] }),
        () => logged(query, { ...rewrite }, { feedback: ['reverted'] }),
        () => logged(query),
      ),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(decision), async (makers) => {
        const decisions = makers.map((make) => make())
        const { pairs, counts } = await pairsOf(...decisions)
        const told = new Set(decisions.filter(({ feedback }) => feedback.length > 0).map(({ record }) => record.query))
        expect(pairs.length + counts.contradictory + counts.outnumbered).toBe(told.size)
        expect(pairs.map(({ query }) => query)).toEqual(pairs.map(({ query }) => query).sort())
        expect(await pairsOf(...decisions)).toEqual({ pairs, counts })
      }),
    )
  })
})

describe('lines', () => {
  const withNames = (details: boolean) =>
    logged(
      'Nikee Shose',
      {
        ...correction('Nikee Shose', 'Nikee Shose', 'Nike Shoes'),
        context: ['Nike', "Levi's shoes, new"],
        previous: ['Running', '!'],
        ...(details
          ? {
              contextDetails: [
                { kind: 'brand', count: 40 },
                { kind: 'phrase', count: 3 },
              ],
            }
          : {}),
      },
      { feedback: ['accepted'] },
    )

  it('writes examples as the trainer reads them: kind, count bucket and form of each name', async () => {
    const { pairs } = await pairsOf(withNames(true))
    expect(JSON.parse(exampleLine(pairs[0]!)!)).toEqual({
      q: 'nikee shose',
      t: 'nike shoes',
      n: [
        ['b', 2, 'nike'],
        ['t', 0, 'levis shoes new'],
      ],
      s: 'accepted',
      p: ['running'],
    })
  })

  it('writes no example without the kinds of its names, but a conversation', async () => {
    const { pairs } = await pairsOf(withNames(false))
    expect(exampleLine(pairs[0]!)).toBeUndefined()
    const prompt = { id: 'p', body: 'Mend.\n\nContext: {context}\nQuery: {query}\nCorrection:\n' }
    expect(JSON.parse(chatLine(pairs[0]!, prompt))).toEqual({
      messages: [
        { role: 'user', content: "Mend.\n\nContext: Nike, Levi's shoes new\nQuery: nikee shose\nCorrection:" },
        { role: 'assistant', content: 'nike shoes' },
      ],
    })
  })
})
