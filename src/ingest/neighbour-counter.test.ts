import { describe, expect, it } from 'vitest'
import { createNeighbourCounter } from './neighbour-counter.ts'
import { createTermDictionary } from './term-dictionary.ts'
import { termsOf } from './testing/terms-of.ts'

const countAll = (titles: readonly string[], limit?: number) => {
  const dictionary = createTermDictionary()
  const counter = createNeighbourCounter(dictionary, limit)
  for (const title of titles) counter.add(termsOf(title.split(' '), dictionary))
  return [...counter.list()].map(({ form, count }) => `${form} ${count}`)
}

describe('createNeighbourCounter', () => {
  it('counts starts and neighbours in the order in which they came, with one class for all digits', () => {
    expect(countAll(['red bull 12', 'red bull 7', '7 red'])).toEqual([
      ...['<s> red 2', 'red bull 2', 'bull 0 2', '<s> 0 1', '0 red 1'],
    ])
  })

  it('forgets the rarest when it is full, and keeps what is counted often', () => {
    const often = Array.from({ length: 5 }, () => 'red bull')
    const rare = Array.from(
      { length: 100 },
      (_, i) => `red r${'abcdefghij'[i % 10]}${'abcdefghij'[Math.floor(i / 10)]}`,
    )
    const counts = countAll([...often, ...rare, ...often, 'red raa'], 40)
    expect(counts).toContain('<s> red 111')
    expect(counts).toContain('red bull 10')
    expect(counts).toContain('red raa 1')
    expect(counts.length).toBeLessThanOrEqual(40)
  })
})
