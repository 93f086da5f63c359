import { describe, expect, it } from 'vitest'
import type { FeedbackKind, Verdict } from '../speller/types.ts'
import { searchesOf } from './searches.ts'
import { correction, logged } from './testing.ts'

describe('searchesOf', () => {
  it.each<readonly [Verdict, readonly FeedbackKind[], searched: boolean, failed: readonly string[]]>([
    ['rewrite', [], true, []],
    ['rewrite', ['no_results'], true, ['correction']],
    ['rewrite', ['no_results', 'reverted'], true, ['correction']],
    ['rewrite', ['reverted', 'no_results'], true, ['typed']],
    ['rewrite', ['no_results', 'reverted', 'no_results'], true, ['correction', 'typed']],
    ['suggest', ['no_results'], false, ['typed']],
    ['suggest', ['no_results', 'accepted'], true, ['typed']],
    ['suggest', ['accepted', 'clicked', 'no_results'], true, ['correction']],
    ['suggest', ['accepted', 'reverted', 'no_results'], true, ['typed']],
    ['keep', ['no_results'], false, ['typed']],
    ['keep', ['accepted', 'no_results'], false, ['typed']],
    ['keep', ['clicked'], false, []],
  ])('%s, then %j', (verdict, feedback, searched, failed) => {
    const found = searchesOf(logged('nikee', correction('nikee', 'nikee', 'nike', verdict), { feedback }))
    expect(found).toEqual({
      isCorrectionSearched: searched,
      hasCorrectionFailed: failed.includes('correction'),
      hasTypedFailed: failed.includes('typed'),
    })
  })
})
