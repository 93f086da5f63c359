import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { ChannelTable } from '../../src/speller/channel.ts'
import { misspellQuery, type NoiseKind } from './noise.ts'
import { createRandom } from './random.ts'

const table = JSON.parse(readFileSync(new URL('../../models/channel.json', import.meta.url), 'utf8')) as ChannelTable
const nobody = new Map<string, readonly string[]>()
/** A share is known to 0.01 of so many. */
const draws = 2000

describe('misspellQuery', () => {
  const terms = ['nike', 'running', 'shoes', '42', 'wd40', 'xl', 'waterproof']
  const slipToWord = (term: string) => (term === 'shoes' ? 'hoes' : undefined)
  const drawn = (given: readonly string[], n: number, focus?: readonly number[], isFine = () => false) => {
    const random = createRandom(6)
    return Array.from({ length: n }, () =>
      misspellQuery(
        given,
        { table, human: nobody, isTerm: (text) => ['water', 'proof'].includes(text), isFine, slipToWord },
        random,
        focus,
      ),
    ).filter((noise) => noise !== undefined)
  }

  it('never touches a term with a digit or of two letters, and always changes the query', () => {
    for (const { text } of drawn(terms, draws)) {
      expect(text).not.toBe(terms.join(' '))
      expect(text.match(/\S*\d\S*/g)).toEqual(['42', 'wd40'])
      expect(text).toContain(' 42 wd40 xl ')
      expect(text).not.toMatch(/ {2}|^ | $/)
    }
  })

  const noises = drawn(['running', 'shoes', 'waterproof'], draws)

  it('makes each kind of noise in about its share', () => {
    const kinds: Partial<Record<NoiseKind, number>> = {}
    for (const { kind } of noises) kinds[kind] = (kinds[kind] ?? 0) + 1
    const share = (kind: NoiseKind) => (kinds[kind] ?? 0) / noises.length
    const expected: Record<NoiseKind, number> = {
      spelling: 0.645,
      several: 0.07,
      word_combination: 0.07,
      word_break: 0.06,
      spelling_and_space: 0.05,
      real_word: 0.09,
      cut_short: 0.015,
    }
    // a real word is only made where a slip ends in one, here of one term in three
    expect(share('real_word')).toBeGreaterThan(0.01)
    for (const [kind, wanted] of Object.entries(expected))
      if (kind !== 'real_word') expect(Math.abs(share(kind as NoiseKind) - wanted)).toBeLessThan(0.06)
  })

  it('cuts words short where typing stopped, mostly the last', () => {
    for (const { text } of noises.filter(({ kind }) => kind === 'cut_short'))
      expect(text).toMatch(
        /^(?:running shoes water[a-z]{0,3}|running shoes wat[a-z]{0,5}|run[a-z]{0,2} shoes waterproof)$/,
      )
  })

  it('only moves spaces in noise that is only of spaces, and breaks where words part', () => {
    for (const { text, kind } of drawn(['waterproof', 'shoes'], draws)) {
      if (kind !== 'word_break' && kind !== 'word_combination') continue
      expect(text.replaceAll(' ', '')).toBe('waterproofshoes')
      expect(text).toBe(kind === 'word_break' ? 'water proof shoes' : 'waterproofshoes')
    }
  })

  it('errs mostly where it is told to', () => {
    const noises = drawn(['nike', 'running', 'shoes'], draws, [0]).filter(({ kind }) => kind === 'spelling')
    const focused = noises.filter(({ text }) => text.endsWith(' running shoes'))
    expect(focused.length / noises.length).toBeGreaterThan(0.85)
    expect(focused.length / noises.length).toBeLessThan(0.97)
  })

  it('makes no noise that is only another number or spacing of a fine text', () => {
    const random = createRandom(8)
    const fine = (text: string) => text === 'water proof' || text === 'shoe'
    for (let i = 0; i < draws; i++) {
      const noise = misspellQuery(
        ['waterproof', 'shoes'],
        { table, human: nobody, isTerm: () => true, isFine: fine },
        random,
      )
      expect(['water proof shoes', 'waterproof shoe']).not.toContain(noise?.text)
    }
  })

  it('finds nothing to err in among codes and short terms', () => {
    expect(drawn(['42', 'xl', 'wd40'], 20)).toEqual([])
    expect(drawn([], 5)).toEqual([])
  })
})
