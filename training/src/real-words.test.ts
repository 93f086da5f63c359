import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { ChannelTable } from '../../src/speller/channel.ts'
import { osaDistance } from '../../src/speller/edit-distance.ts'
import { createRandom } from './random.ts'
import { slipToWord } from './real-words.ts'
import { openShop } from './shops.ts'

const table = JSON.parse(readFileSync(new URL('../../models/channel.json', import.meta.url), 'utf8')) as ChannelTable
const titles = ['Desert Lamp', 'Dessert Spoon', 'Step Ladder', 'Letter Box', 'Shelf', 'Shelves']
const products = titles.flatMap((title) => [1, 2, 3, 4].map((n) => ({ id: `${title}${n}`, title, brand: '' })))
const shop = openShop('test', products, 1, 5, false, createRandom(1))
const draws = (term: string, isWord: (text: string) => boolean, misspelled: (text: string) => string) => {
  const random = createRandom(2)
  return Array.from({ length: 100 }, () => slipToWord(term, shop, table, isWord, misspelled, random))
}

describe('slipToWord', () => {
  it('takes another word of the shop within two edits, and words of the language that a slip ends in', () => {
    const typed = new Set(
      draws(
        'dessert',
        () => false,
        () => 'dessertt',
      ),
    )
    expect([...typed]).toEqual(['desert'])
    const latter = new Set(
      draws(
        'ladder',
        (text) => text === 'latter',
        () => 'latter',
      ),
    )
    expect(latter).toContain('latter')
    for (const word of latter) expect(osaDistance(word!, 'ladder', 9)).toBeLessThanOrEqual(2)
  })

  it('finds nothing where a slip ends in no word, and no other number of the same word', () => {
    expect(
      new Set(
        draws(
          'spoon',
          () => false,
          () => 'spoonn',
        ),
      ),
    ).toEqual(new Set([undefined]))
    expect(
      draws(
        'shelf',
        (text) => text === 'shelfs',
        () => 'shelfs',
      ),
    ).not.toContain('shelfs')
  })
})
