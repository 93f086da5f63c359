import { expect, it } from 'vitest'
import type { DecisionRecord, FeedbackKind } from '../speller/types.ts'
import { analysisOf, correction, logged } from './testing.ts'

const earlier = { at: '2026-01-03T12:00:00.000Z' }
const nikee = correction('nikee', 'nikee', 'nike')

it('blames a correction only for what its own search did not find', async () => {
  const asiks = (feedback: readonly FeedbackKind[], changes: Partial<DecisionRecord> = {}) =>
    logged('Asiks', { ...correction('Asiks', 'Asiks', 'Asics', 'suggest'), ...changes }, { feedback })
  const found = await analysisOf([
    asiks(['no_results']),
    asiks(['no_results', 'accepted']),
    asiks(['accepted', 'no_results']),
    asiks([]),
    logged('hygeeni', {}, { feedback: ['no_results'] }),
    logged('nikee', nikee, { feedback: ['reverted', 'no_results'] }),
    asiks(['no_results'], earlier),
  ])
  expect(found.withoutResults.map(({ query, now, before }) => [query, now.hits, now.n, before.n])).toEqual([
    ['asiks', 1, 2, 0],
  ])
  expect(found.feedback.find(({ name }) => name === 'corrections without results')!.now).toMatchObject({
    hits: 1,
    n: 3,
  })
  expect(
    found.queriesWithoutResults.map(({ query, reading, verdict, now, before }) => [
      ...[query, reading, verdict, now.hits, before.hits],
    ]),
  ).toEqual([
    ['asiks', 'asics', 'suggest', 2, 1],
    ['hygeeni', undefined, 'keep', 1, 0],
    ['nikee', 'nike', 'rewrite', 1, 0],
  ])
})
