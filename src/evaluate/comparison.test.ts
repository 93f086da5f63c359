import { describe, expect, it } from 'vitest'
import { columnMeans, resampleMeans } from './bootstrap.ts'
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

  it('draws both systems together: what they share makes no interval', () => {
    const { accuracyGain, netFixesGain } = compared('fmfmkbkb', 'fmfmkbkb')
    expect(accuracyGain).toEqual({ value: 0, low: 0, high: 0 })
    expect(Math.abs(netFixesGain.low!) + Math.abs(netFixesGain.high!)).toBe(0)
  })

  it('has the interval of a plain resampling of differences', () => {
    const differences = [1, 1, 1, -1, 0, 0, 0]
    const means = resampleMeans(differences.map((one) => [one]))
      .map((row) => row[0]!)
      .sort((a, b) => a - b)
    const { accuracyGain } = compared('fffmkkb', 'mmmfkkb')
    expect([accuracyGain.low, accuracyGain.high]).toEqual([means[25], means[975]])
    expect(accuracyGain.value).toBe(columnMeans(differences.map((one) => [one]))[0])
  })

  it('has no net fixes where nothing is misspelled', () => {
    expect(compared('kkb', 'kkk').netFixesGain).toEqual({ value: null, low: null, high: null })
  })
})
