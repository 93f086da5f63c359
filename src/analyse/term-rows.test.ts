import { describe, expect, it } from 'vitest'
import type { LoggedDecision } from '../speller/types.ts'
import { analysisOf, correction, logged } from './testing.ts'

describe('termRows', () => {
  it('offers no misspelling as a name because few of many took its rewrite back, unless a person says so', async () => {
    const rewrite = correction('wireles mouse', 'wireles', 'wireless')
    const served = (count: number, given: Parameters<typeof logged>[2] = {}) =>
      Array.from({ length: count }, () => logged('wireles mouse', rewrite, given))
    const terms = async (...decisions: readonly LoggedDecision[]) =>
      (await analysisOf(decisions)).unknownTerms.map(({ term, now, refused }) => [term, now.hits, refused])
    const back = { feedback: ['reverted'] } as const
    expect(await terms(...served(20), ...served(4, back))).toEqual([])
    expect(await terms(...served(2), ...served(4, back))).toEqual([['wireles', 4, 4]])
    expect(await terms(...served(20), ...served(4, back), ...served(2, { labels: [{ kind: 'wrong' }] }))).toEqual([
      ['wireles', 2, 2],
    ])
  })
})
