import { describe, expect, it } from 'vitest'
import { compare } from './comparison.ts'
import { outcomeOf, type Outcome } from './outcome.ts'
import { answerOf } from './testing.ts'

/** By letter: f fixed, m missed, k kept, b broken. */
const outcomesOf = (letters: string): readonly Outcome[] =>
  [...letters].map((letter) => {
    const isClean = letter === 'k' || letter === 'b'
    const gold = { query: 'nkie', golds: [isClean ? 'nkie' : 'nike'], isBrand: false }
    return outcomeOf(gold, answerOf('nkie', 'nike', letter === 'f' || letter === 'b' ? 'rewrite' : 'keep', 0.9))
  })
const compared = (own: string, base: string, share = 0.12) =>
  compare({ label: 'own', outcomes: outcomesOf(own) }, { label: 'base', outcomes: outcomesOf(base) }, share)

describe('compare', () => {
  it('agrees with a hand example', () => {
    const found = compared('fffmkkb', 'fmmfkkk')
    expect(found).toMatchObject({ system: 'own', baseline: 'base', onlySystem: 2, onlyBaseline: 2, p: 1 })
    expect(found.accuracyGain.value).toBeCloseTo(4 / 7 + 1 / 7 - 5 / 7, 12)
    // 3/4 against 2/4 fixed, 1/3 against 0/3 broken
    expect(found.netFixesGain.value).toBeCloseTo(1000 * (0.25 * 0.12 - (1 / 3) * 0.88), 9)
  })

  it('draws both systems together: what they share makes the interval narrower', () => {
    const width = ({ low, high }: { readonly low: number | null; readonly high: number | null }) => high! - low!
    const same = 'fmfmkbkb'.repeat(10)
    const agreeing = compared(same, same)
    const differing = compared(same, 'mfmfbkbk'.repeat(10))
    expect([agreeing.accuracyGain.value, differing.accuracyGain.value]).toEqual([0, 0])
    expect(width(agreeing.accuracyGain)).toBeLessThan(width(differing.accuracyGain) / 4)
    expect(width(agreeing.netFixesGain)).toBeLessThan(width(differing.netFixesGain) / 4)
  })

  it('leaves a doubt where all pairs agree, less with more of them', () => {
    const width = (times: number) => {
      const { low, value, high } = compared('fk'.repeat(times), 'fk'.repeat(times)).accuracyGain
      expect(value).toBe(0)
      return high! - low!
    }
    expect(width(3)).toBeGreaterThan(0.2)
    expect(width(300)).toBeLessThan(0.02)
    expect(width(300)).toBeGreaterThan(0)
    const always = compared('ffffff', 'mmmmmm').accuracyGain
    expect([always.value, always.high]).toEqual([1, 1])
    expect(always.low).toBeLessThan(0.9)
  })

  it('agrees with the normal approximation of paired differences, where there are many', () => {
    const { accuracyGain } = compared('fffmkkb'.repeat(60), 'mmmfkkb'.repeat(60))
    const mean = 2 / 7
    expect(accuracyGain.value).toBeCloseTo(mean, 12)
    const deviation = Math.sqrt((4 / 7 - mean ** 2) / 420)
    expect(Math.abs((accuracyGain.high! - accuracyGain.low!) / (2 * 1.96 * deviation) - 1)).toBeLessThan(0.1)
  })

  it('has no net fixes where nothing is misspelled', () => {
    expect(compared('kkb', 'kkk').netFixesGain).toEqual({ value: null, low: null, high: null })
  })

  it('gains expected F1 by a hand example, in pairs', () => {
    const golds = ['colour tv', 'color tv']
    const one = (candidates: Readonly<Record<string, number>>): Outcome =>
      outcomeOf(
        { query: 'colour tv', golds, isBrand: false },
        {
          ...answerOf('colour tv', 'colour tv', 'keep', 0.9),
          candidates: Object.entries(candidates).map(([text, probability]) => ({ text, probability })),
        },
      )
    const both = one({ 'colour tv': 0.5, 'color tv': 0.5 })
    const half = one({ 'colour tv': 0.5, 'dolour tv': 0.5 })
    const of = (own: readonly Outcome[], base: readonly Outcome[]) =>
      compare({ label: 'own', outcomes: own }, { label: 'base', outcomes: base }, 0.12).expectedF1Gain
    // 1 and 1 in the first; the second half as probable, and one of two spellings
    expect(of([both, half], [half, half]).value).toBeCloseTo(0.75 - 0.5, 12)
    const many = (outcome: Outcome) => Array.from({ length: 50 }, () => outcome)
    const width = ({ low, high }: ReturnType<typeof of>) => high! - low!
    const same = of([...many(both), ...many(half)], [...many(both), ...many(half)])
    expect(same.value).toBe(0)
    expect(width(same)).toBeGreaterThan(0)
    expect(width(same)).toBeLessThan(width(of([...many(both), ...many(half)], [...many(half), ...many(both)])))
  })
})
