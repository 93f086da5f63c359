import { describe, expect, it } from 'vitest'
import { meantBy } from './meant.ts'
import { correction, logged } from './testing.ts'

const rewrite = correction('nikee', 'nikee', 'nike')
const doubtful = correction('nikee', 'nikee', 'nike', 'keep')
const should = { kind: 'should_be', text: 'nikon' } as const

describe('meantBy', () => {
  it.each([
    ['nothing without a word', rewrite, {}, undefined],
    ['nothing of a click', rewrite, { feedback: ['clicked'] }, undefined],
    ['an accepted correction', rewrite, { feedback: ['accepted'] }, ['nike', 'accepted']],
    ['a suggestion too', { ...rewrite, verdict: 'suggest' }, { feedback: ['accepted'] }, ['nike', 'accepted']],
    ['the query of a reverted one', rewrite, { feedback: ['reverted', 'clicked'] }, ['nikee', 'reverted']],
    ['nothing of both', rewrite, { feedback: ['accepted', 'reverted'] }, undefined],
    ['nothing of feedback on a kept query', doubtful, { feedback: ['accepted'] }, undefined],
    ['what was offered, where called right', rewrite, { labels: [{ kind: 'right' }] }, ['nike', 'labelled']],
    [
      'the query as typed, where kept and called right',
      doubtful,
      { labels: [{ kind: 'right' }] },
      ['nikee', 'labelled'],
    ],
    ['what it should be', rewrite, { labels: [should] }, ['nikon', 'labelled']],
    ['what a kept query should be', doubtful, { labels: [should] }, ['nikon', 'labelled']],
    ['nothing of wrong alone', rewrite, { labels: [{ kind: 'wrong' }] }, undefined],
    [
      'the query, where called wrong and reverted',
      rewrite,
      { labels: [{ kind: 'wrong' }], feedback: ['reverted'] },
      ['nikee', 'labelled'],
    ],
    ['the last label', rewrite, { labels: [should, { kind: 'right' }] }, ['nike', 'labelled']],
    [
      'the label before the feedback',
      rewrite,
      { labels: [{ kind: 'right' }], feedback: ['reverted'] },
      ['nike', 'labelled'],
    ],
  ] as const)('gives %s', (_, changes, said, wanted) => {
    const found = meantBy(logged('nikee', changes, said))
    expect(found && [found.text, found.source]).toEqual(wanted)
  })
})
