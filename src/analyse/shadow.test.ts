import { describe, expect, it } from 'vitest'
import { scripted } from '../evaluate/testing.ts'
import { askedQueries, replay } from './shadow.ts'
import { logged } from './testing.ts'

async function* decisions() {
  for (const query of ['nikee', 'asiks', 'Nikee', 'puma', 'asiks', 'nikee ']) yield logged(query)
  yield logged('asiks', { locale: 'de' })
}

describe('askedQueries', () => {
  it('gives different queries with their counts, by locale, the most frequent first', async () => {
    expect(await askedQueries(decisions(), 10)).toEqual([
      { query: 'nikee', n: 3 },
      { query: 'asiks', n: 2 },
      { query: 'puma', n: 1 },
      { query: 'asiks', n: 1, locale: 'de' },
    ])
    expect(await askedQueries(decisions(), 1)).toEqual([{ query: 'nikee', n: 3 }])
  })
})

describe('replay', () => {
  it('tells what changes, and counts all that was asked', async () => {
    const asked = await askedQueries(decisions(), 3)
    const current = scripted('current', { nikee: ['nike', 'rewrite', 0.9], asiks: ['asics', 'suggest', 0.5] })
    const candidate = scripted('candidate', { nikee: ['nike', 'rewrite', 0.7], asiks: ['asics', 'rewrite', 0.9] })
    expect(await replay(asked, current, candidate)).toEqual({
      queries: 3,
      decisions: 6,
      changes: [{ query: 'asiks', n: 2, current: 'suggest asics', candidate: 'rewrite asics' }],
    })
  })
})
