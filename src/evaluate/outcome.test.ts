import { describe, expect, it } from 'vitest'
import { comparable } from './gold.ts'
import { outcomeOf, tallyOf, type Fate } from './outcome.ts'
import { answerOf, noTally } from './testing.ts'

describe('outcomeOf', () => {
  it.each<[Fate, string, readonly string[], string]>([
    ['kept', 'nike shoes', ['nike shoes'], 'nike shoes'],
    ['kept', 'Nike  Shoes', ['nike shoes'], 'Nike  Shoes'],
    ['kept', 'cafe\u0301 racer', ['CAFÉ racer'], 'café racer'],
    ['rephrased', 'grey paint', ['gray paint', 'grey paint'], 'gray paint'],
    ['broken', 'hygeeni wipes', ['hygeeni wipes'], 'hygiene wipes'],
    ['broken', 'red bull', ['red bull'], 'redbull'],
    ['fixed', 'nkie', ['nike'], 'Nike'],
    ['fixed', 'grehy paint', ['grey paint', 'gray paint'], 'gray paint'],
    ['miscorrected', 'nkie', ['nike'], 'nikon'],
    ['missed', 'nkie', ['nike'], 'nkie'],
    ['missed', 'nkie', ['nike'], ' NKIE '],
  ])('calls it %s when %j with golds %j is searched as %j', (fate, query, golds, applied) => {
    expect(outcomeOf({ query, golds, isBrand: false }, answerOf(query, applied, 'rewrite', 1)).fate).toBe(fate)
  })

  it('sees a right best reading behind a suggestion', () => {
    const gold = { query: 'nkie', golds: ['nike'], isBrand: true }
    const outcome = outcomeOf(gold, answerOf('nkie', 'nike', 'suggest', 0.6))
    expect(outcome).toMatchObject({ fate: 'missed', isBestReadingExact: true })
  })
})

describe('tallyOf', () => {
  it('counts each fate', () => {
    expect(tallyOf([])).toEqual(noTally)
    expect(tallyOf(['kept', 'fixed', 'kept'])).toEqual({ ...noTally, kept: 2, fixed: 1 })
  })
})

describe('comparable', () => {
  it('leaves punctuation and diacritics alone', () => {
    expect(comparable(' Häagen-Dazs\t 3/4" ')).toBe('häagen-dazs 3/4"')
  })
})
