import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decide, type DecideFacts, type DecideOptions } from './decide.ts'

const options: DecideOptions = {
  suggestAt: 0.4,
  rewriteAt: 0.7,
  typedAtMost: 0.2,
  rightWordAtMost: 0.1,
  loneTermAtMost: 0.05,
  exactNameAt: 0.9,
}
const sure: DecideFacts = {
  confidence: 1,
  typedProbability: 0,
  unchanged: false,
  inCatalog: false,
  changesName: false,
  changesRightWords: false,
  changesMissingWords: false,
  readsMissingWords: false,
  respellsLoneTerm: false,
  breaksLoneTerm: false,
  guarded: false,
  mode: 'auto',
  enoughResults: 1000,
}

describe('decide', () => {
  it.each<[string, Partial<DecideFacts>, string]>([
    ['mode off', { mode: 'off' }, 'keep off'],
    ['mode off, unchanged', { mode: 'off', unchanged: true }, 'keep off'],
    ['unchanged', { unchanged: true }, 'keep unchanged'],
    ['unchanged, sure of nothing', { unchanged: true, confidence: 0 }, 'keep unchanged'],
    ['unchanged, all terms known', { unchanged: true, inCatalog: true }, 'keep in_catalog'],
    ['unchanged, a reading refused', { unchanged: true, guarded: true }, 'keep guarded'],
    ['unchanged, known, a reading refused', { unchanged: true, inCatalog: true, guarded: true }, 'keep in_catalog'],
    ['changes a brand, just below its threshold', { changesName: true, confidence: 0.8999 }, 'keep protected'],
    ['changes a brand, at its threshold', { changesName: true, confidence: 0.9 }, 'rewrite confident'],
    ['changes a brand, sure of nothing', { changesName: true, confidence: 0 }, 'keep protected'],
    ['changes a brand, mode suggest', { changesName: true, confidence: 0.9, mode: 'suggest' }, 'suggest confident'],
    ['just below suggestAt', { confidence: 0.3999 }, 'keep low_confidence'],
    ['at suggestAt', { confidence: 0.4 }, 'suggest low_confidence'],
    ['typed as probable as allowed', { confidence: 0.7, typedProbability: 0.2 }, 'rewrite confident'],
    ['typed just too probable', { confidence: 1, typedProbability: 0.2001 }, 'suggest plausible'],
    [
      'right words, typed as probable as allowed',
      { changesRightWords: true, typedProbability: 0.1 },
      'rewrite confident',
    ],
    [
      'right words, typed just too probable',
      { changesRightWords: true, typedProbability: 0.1001 },
      'suggest plausible',
    ],
    ['a lone term, as probable as allowed', { respellsLoneTerm: true, typedProbability: 0.05 }, 'rewrite confident'],
    ['a lone term, just too probable', { respellsLoneTerm: true, typedProbability: 0.0501 }, 'suggest plausible'],
    [
      'a lone right word, just too probable',
      { respellsLoneTerm: true, changesRightWords: true, typedProbability: 0.0501 },
      'suggest plausible',
    ],
    [
      'missing words, as probable as allowed',
      { changesMissingWords: true, typedProbability: 0.0166 },
      'rewrite confident',
    ],
    ['missing words, just too probable', { changesMissingWords: true, typedProbability: 0.0168 }, 'suggest plausible'],
    [
      'made of missing words, as probable as allowed',
      { readsMissingWords: true, typedProbability: 0.1 },
      'rewrite confident',
    ],
    [
      'made of missing words, just too probable',
      { readsMissingWords: true, typedProbability: 0.1001 },
      'keep low_confidence',
    ],
    [
      'made of missing words, just below rewriteAt',
      { readsMissingWords: true, confidence: 0.6999 },
      'keep low_confidence',
    ],
    [
      'made of missing words, mode suggest, at rewriteAt',
      { readsMissingWords: true, confidence: 0.7, mode: 'suggest' },
      'suggest confident',
    ],
    ['a lone term in two that nobody sells together', { breaksLoneTerm: true }, 'suggest plausible'],
    ['a lone term in two, below suggestAt', { breaksLoneTerm: true, confidence: 0.3999 }, 'keep low_confidence'],
    ['typed too probable, below suggestAt', { confidence: 0.3999, typedProbability: 0.9 }, 'keep low_confidence'],
    ['just below rewriteAt', { confidence: 0.6999 }, 'suggest low_confidence'],
    ['at rewriteAt', { confidence: 0.7 }, 'rewrite confident'],
    ['at rewriteAt, all terms known', { confidence: 0.7, inCatalog: true }, 'rewrite confident'],
    ['at rewriteAt, another reading refused', { confidence: 0.7, guarded: true }, 'rewrite confident'],
    ['mode suggest, below suggestAt', { confidence: 0.3999, mode: 'suggest' }, 'keep low_confidence'],
    ['mode suggest, at suggestAt', { confidence: 0.4, mode: 'suggest' }, 'suggest low_confidence'],
    ['mode suggest, at rewriteAt', { confidence: 0.7, mode: 'suggest' }, 'suggest confident'],
    ['no products as typed', { hitCount: 0 }, 'rewrite confident'],
    ['almost enough products as typed', { hitCount: 999 }, 'rewrite confident'],
    ['enough products as typed', { hitCount: 1000 }, 'suggest has_results'],
    ['enough products of a small shop', { hitCount: 20, enoughResults: 20 }, 'suggest has_results'],
    ['almost enough products of a small shop', { hitCount: 19, enoughResults: 20 }, 'rewrite confident'],
    ['enough products, below suggestAt', { hitCount: 1000, confidence: 0.3999 }, 'keep low_confidence'],
    ['enough products, unchanged', { hitCount: 1000, unchanged: true }, 'keep unchanged'],
    ['enough products, changes a brand', { hitCount: 1000, changesName: true, confidence: 0.8 }, 'keep protected'],
  ])('%s: %j gives %s', (_, facts, expected) => {
    const { verdict, reason } = decide({ ...sure, ...facts }, options)
    expect(`${verdict} ${reason}`).toBe(expected)
  })

  const share = fc.double({ min: 0, max: 1, noNaN: true })
  const anyFacts = fc.record(
    {
      confidence: share,
      typedProbability: share,
      unchanged: fc.boolean(),
      inCatalog: fc.boolean(),
      changesName: fc.boolean(),
      changesRightWords: fc.boolean(),
      changesMissingWords: fc.boolean(),
      readsMissingWords: fc.boolean(),
      respellsLoneTerm: fc.boolean(),
      breaksLoneTerm: fc.boolean(),
      guarded: fc.boolean(),
      mode: fc.constantFrom('auto' as const, 'suggest' as const, 'off' as const),
      hitCount: fc.nat({ max: 2000 }),
      enoughResults: fc.integer({ min: 1, max: 2000 }),
    },
    {
      requiredKeys: [
        'confidence',
        'typedProbability',
        'unchanged',
        'inCatalog',
        'changesName',
        'changesRightWords',
        'changesMissingWords',
        'readsMissingWords',
        'respellsLoneTerm',
        'breaksLoneTerm',
        'guarded',
        'mode',
        'enoughResults',
      ],
    },
  )
  const anyOptions = fc
    .tuple(share, share, share, share, share, share)
    .map(([a, b, exactNameAt, typedAtMost, rightWordAtMost, loneTermAtMost]) => ({
      suggestAt: Math.min(a, b),
      rewriteAt: Math.max(a, b),
      typedAtMost,
      rightWordAtMost,
      loneTermAtMost,
      exactNameAt,
    }))
  const strength = { keep: 0, suggest: 1, rewrite: 2 }

  it('rewrites only what is changed, in mode auto, at both thresholds', () => {
    fc.assert(
      fc.property(anyFacts, anyOptions, (facts, own) => {
        const { verdict } = decide(facts, own)
        if (facts.unchanged || facts.mode === 'off') expect(verdict).toBe('keep')
        if (verdict !== 'rewrite') return
        expect(facts.mode).toBe('auto')
        expect(facts.confidence).toBeGreaterThanOrEqual(own.rewriteAt)
        expect(facts.typedProbability).toBeLessThanOrEqual(
          facts.changesRightWords || facts.readsMissingWords ? own.rightWordAtMost : own.typedAtMost,
        )
        expect(facts.breaksLoneTerm).toBe(false)
        if (facts.changesMissingWords) expect(facts.typedProbability).toBeLessThanOrEqual(own.rightWordAtMost / 6)
        if (facts.respellsLoneTerm) expect(facts.typedProbability).toBeLessThanOrEqual(own.loneTermAtMost)
        if (facts.changesName) expect(facts.confidence).toBeGreaterThanOrEqual(own.exactNameAt)
      }),
      { numRuns: 1000 },
    )
  })

  it('never does less when it is surer', () => {
    fc.assert(
      fc.property(anyFacts, anyOptions, share, (facts, own, more) => {
        const confidence = Math.max(facts.confidence, more)
        const before = strength[decide(facts, own).verdict]
        expect(strength[decide({ ...facts, confidence }, own).verdict]).toBeGreaterThanOrEqual(before)
      }),
      { numRuns: 1000 },
    )
  })
})
