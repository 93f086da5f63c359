import { describe, expect, it } from 'vitest'
import { createNeighbourCounter } from './neighbour-counter.ts'
import { createTermDictionary } from './term-dictionary.ts'
import { termsOf } from './testing/terms-of.ts'

describe('createNeighbourCounter', () => {
  it.each([1, 3, undefined])(
    'counts starts and neighbours, with one class for all digits, %s held in memory',
    (held) => {
      const dictionary = createTermDictionary()
      const counter = createNeighbourCounter(dictionary, { held })
      for (const title of ['red bull 12', 'red bull 7', '7 red']) counter.add(termsOf(title.split(' '), dictionary))
      const listed = counter.list()
      const counts = Array.from(listed, ({ form, count }) => `${form} ${count}`)
      expect(counts.sort()).toEqual(['0 red 1', '<s> 0 1', '<s> red 2', 'bull 0 2', 'red bull 2'])
      expect(listed).toHaveLength(5)
      expect([...listed]).toHaveLength(5)
      counter.close()
    },
  )
})
