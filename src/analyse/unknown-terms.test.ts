import { describe, expect, it } from 'vitest'
import type { Evidence } from '../speller/types.ts'
import { correction, logged } from './testing.ts'
import { heldReadingsOf, unknownTermsOf } from './unknown-terms.ts'

const name = (text: string, edits = 0): Evidence => ({ name: text, kind: 'phrase', count: 3, edits })

describe('unknownTermsOf', () => {
  it.each([
    ['a kept term without a name', logged('Hygeeni baby wipes', { evidence: [name('Baby Wipes')] }), ['hygeeni']],
    ['each once, and no short or numbered ones', logged('hygeeni xl hygeeni 80g x2'), ['hygeeni']],
    ['not what only a near name explains', logged('asiks', { evidence: [name('asics', 1)] }), ['asiks']],
    ['nothing of a query that the catalog holds', logged('hygeeni', { reason: 'in_catalog' }), []],
    ['nothing of a query that a rule protects', logged('hygeeni', { reason: 'protected' }), []],
    [
      'nothing where evidence may have been cut off',
      logged('hygeeni', { evidence: Array<Evidence>(8).fill(name('x')) }),
      [],
    ],
    [
      'a kept term whose change was doubtful',
      logged('asiks', correction('asiks', 'asiks', 'asics', 'keep')),
      ['asiks'],
    ],
    ['nothing of an accepted rewrite', logged('hygeeni', correction('hygeeni', 'hygeeni', 'hygiene')), []],
    [
      'what a reverted rewrite changed, and nothing else',
      logged('hygeeni wipes', correction('hygeeni wipes', 'hygeeni', 'hygiene'), { feedback: ['reverted'] }),
      ['hygeeni'],
    ],
    [
      'what stays beside other spaces, even if these are searched',
      logged('hygeeni lap top', {
        ...correction('hygeeni lap top', 'lap top', 'laptop'),
        reason: 'spacing',
        evidence: [name('laptop')],
      }),
      ['hygeeni'],
    ],
    [
      'nothing of a reverted rewrite that a person calls right',
      logged('hygeeni', correction('hygeeni', 'hygeeni', 'hygiene'), {
        feedback: ['reverted'],
        labels: [{ kind: 'wrong' }, { kind: 'right' }],
      }),
      [],
    ],
    [
      'nothing that should be something else, whatever was offered',
      logged('nikee wipes', correction('nikee wipes', 'nikee', 'nice'), {
        labels: [{ kind: 'should_be', text: 'Nike wipes' }],
      }),
      [],
    ],
    [
      'of a kept query what stands in what it should be',
      logged('asiks hygeeni', {}, { labels: [{ kind: 'should_be', text: 'Asics Hygeeni' }] }),
      ['hygeeni'],
    ],
    [
      'what should be as typed, though it was changed',
      logged('hygeeni wipes', correction('hygeeni wipes', 'hygeeni', 'hygiene'), {
        labels: [{ kind: 'should_be', text: 'hygeeni wipes' }],
      }),
      ['hygeeni'],
    ],
  ])('gives %s', (_, decision, wanted) => expect(unknownTermsOf(decision).map(({ term }) => term)).toEqual(wanted))
})

it('gives a term as it was typed, too', () => {
  const found = unknownTermsOf(logged('Ku\u0308hlfix wipes\u00adtuch d`Orsini'))
  expect(found).toEqual([
    { term: 'kuhlfix', typed: 'K\u00fchlfix' },
    { term: 'wipestuch', typed: 'wipestuch' },
    { term: 'dorsini', typed: "d'Orsini" },
  ])
})

describe('heldReadingsOf', () => {
  it.each([
    [
      'what a doubtful change would have made',
      logged('mens Asiks', correction('mens Asiks', 'Asiks', 'Asics', 'keep')),
      [['asiks', 'asics']],
    ],
    ['nothing of a suggestion', logged('asiks', correction('asiks', 'asiks', 'asics', 'suggest')), []],
    ['nothing where a guard kept the query', logged('asiks', { reason: 'guarded' }), []],
  ])('gives %s', (_, decision, wanted) => expect([...heldReadingsOf(decision)]).toEqual(wanted))
})
