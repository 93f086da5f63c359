import { describe, expect, it } from 'vitest'
import { askedQueries } from './asked-queries.ts'
import { logged } from './testing.ts'

async function* decisions() {
  for (const query of ['nikee', 'asiks', 'Nikee', 'puma', 'asiks']) yield logged(query)
  yield logged('nikee ', { previous: ['running'], mode: 'suggest' })
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
