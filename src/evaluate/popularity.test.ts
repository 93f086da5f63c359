import { describe, expect, it } from 'vitest'
import { outcomeOf } from './outcome.ts'
import { popularityOf } from './popularity.ts'
import { answerOf } from './testing.ts'

const outcome = (frequency: number | undefined, productShare?: number) =>
  outcomeOf(
    { query: 'nike', golds: ['nike'], isBrand: false, ...(frequency === undefined ? {} : { frequency }) },
    answerOf('nike', 'nike', 'keep', 1),
    productShare === undefined ? undefined : { isInCatalog: true, productShare },
  )

describe('popularityOf', () => {
  it('goes by searches: half of them are the head, nine tenths head and torso', () => {
    // 100 searches: 40, then 60, then 80, 90 and 100 of them
    expect(popularityOf([10, 40, 20, 10, 20].map((frequency) => outcome(frequency)))).toEqual([
      'torso',
      'head',
      'head',
      'torso',
      'head',
    ])
    expect(popularityOf([90, 10].map((frequency) => outcome(frequency)))).toEqual(['head', 'tail'])
  })

  it('goes by products where some query does not say how often it is searched', () => {
    const shares = [0.005, 0.0049, 0.0005, 0.00049, 0]
    expect(popularityOf([outcome(3, 0.5), ...shares.map((share) => outcome(undefined, share))])).toEqual([
      'head',
      'head',
      'torso',
      'torso',
      'tail',
      'tail',
    ])
    expect(popularityOf([outcome(undefined)])).toEqual([undefined])
  })
})
