import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { ChannelTable } from '../../src/speller/channel.ts'
import { osaDistance } from '../../src/speller/edit-distance.ts'
import { misspell } from './misspell.ts'
import { createRandom } from './random.ts'

const table = JSON.parse(readFileSync(new URL('../../models/channel.json', import.meta.url), 'utf8')) as ChannelTable
const nobody = new Map<string, readonly string[]>()
const draws = 5000
/** A long word takes hundreds of rewritings a draw; of so many draws, a share is known to 0.01. */
const longDraws = 2000

const distances = (word: string, drawn = draws) => {
  const random = createRandom(1)
  const counts = new Map<number, number>()
  for (let i = 0; i < drawn; i++) {
    const edits = osaDistance(word, misspell(word, table, nobody, random), 9)
    counts.set(edits, (counts.get(edits) ?? 0) + 1)
  }
  return (edits: number) => (counts.get(edits) ?? 0) / drawn
}

describe('misspell', () => {
  it('makes mostly one edit in a long word, sometimes two, seldom three', () => {
    const share = distances('refrigerator', longDraws)
    // respelling a sound, one time in ten, may take two edits or three at once
    expect(share(1)).toBeGreaterThan(0.72)
    expect(share(1)).toBeLessThan(0.86)
    expect(share(2)).toBeGreaterThan(0.1)
    expect(share(2)).toBeLessThan(0.24)
    expect(share(3)).toBeGreaterThan(0.01)
    expect(share(3)).toBeLessThan(0.06)
    expect(share(0)).toBeLessThan(0.02)
  })

  it('makes one mistake in a short word', () => {
    const share = distances('soap')
    expect(share(1)).toBeGreaterThan(0.9)
    expect(share(0)).toBe(0)
  })

  it('stays within three mistakes of the length, in letters, and is never empty', () => {
    const random = createRandom(2)
    for (const word of ['tea', 'nike', 'brush', 'keyboard', 'refrigerator'])
      for (let i = 0; i < 1000; i++) {
        const typed = misspell(word, table, nobody, random)
        expect(typed).toMatch(/^[a-z]+$/)
        expect(Math.abs(typed.length - word.length)).toBeLessThanOrEqual(word.length < 5 ? 3 : 9)
      }
  })

  it('is the same for the same seed', () => {
    const all = (seed: number) => {
      const random = createRandom(seed)
      return Array.from({ length: 200 }, () => misspell('keyboard', table, nobody, random))
    }
    expect(all(9)).toEqual(all(9))
    expect(all(9)).not.toEqual(all(10))
  })

  it("takes people's own misspellings in about a third of the draws where there are some", () => {
    const random = createRandom(4)
    const human = new Map([['receive', ['zzrecievezz']]])
    const own = Array.from({ length: draws }, () => misspell('receive', table, human, random)).filter(
      (typed) => typed === 'zzrecievezz',
    )
    expect(own.length / draws).toBeGreaterThan(0.32)
    expect(own.length / draws).toBeLessThan(0.38)
  })
})
