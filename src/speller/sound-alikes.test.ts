import { describe, expect, it } from 'vitest'
import { compareHits } from './rank-hits.ts'
import { nameSound, spanSound, withAlike } from './sound-alikes.ts'
import type { Hit } from './types.ts'

const hit = (form: string, edits: number, locale?: string): Hit => ({
  name: { text: form, form, kind: 'term', count: 1, ...(locale && { locale }) },
  edits,
  score: 1 / (1 + edits),
})
const soundOfTerm = (form: string) => nameSound({ form, kind: 'term' })
const told = (hits: readonly Hit[]) =>
  hits.map(({ name, edits, isAlike }) => `${name.form} ${edits}${isAlike ? '*' : ''}`)

describe('nameSound and spanSound', () => {
  it.each([
    ['faucet', 'fosset'],
    ['scissors', 'sizzors'],
    ['kettle', 'kehtel'],
    ['curtain', 'kertun'],
    ['quikrete', 'kwikkrete'],
  ])('%s sounds like %s', (name, span) => {
    expect(soundOfTerm(name)).toBeDefined()
    expect(spanSound(span)).toBe(soundOfTerm(name))
  })

  it.each(['faucet parts', 'fst', 'audio', 'äöü', ''])('is undefined for a name like "%s"', (form) => {
    expect(soundOfTerm(form)).toBeUndefined()
  })

  it('is undefined for a brand', () => {
    expect(nameSound({ form: 'faucet', kind: 'brand' })).toBeUndefined()
  })

  it('tells first vowels apart', () => {
    expect([spanSound('anamel'), soundOfTerm('enamel')]).toEqual(['anml', 'enml'])
  })

  it('is undefined for a span of four letters, which a name may have', () => {
    expect([soundOfTerm('fast'), spanSound('fast')]).toEqual(['fst', undefined])
  })
})

describe('withAlike', () => {
  const near = [hit('forest', 2), hit('offset', 2)]
  const alike = [hit('fast', 4), hit('faucet', 3), hit('forest', 2), hit('facilitates', 5)]

  it('adds the best that are not among the hits and no more than four edits away', () => {
    expect(told(withAlike(near, alike, 4, compareHits))).toEqual(['forest 2', 'offset 2', 'faucet 3*', 'fast 4*'])
    expect(told(withAlike(near, alike, 1, compareHits))).toEqual(['forest 2', 'offset 2', 'faucet 3*'])
  })

  it('keeps the order of all of them', () => {
    const distant = [hit('offset', 2), hit('fossilised', 4)]
    expect(told(withAlike(distant, alike, 1, compareHits))).toEqual(['forest 2*', 'offset 2', 'fossilised 4'])
  })

  it('tells names of one form apart by locale', () => {
    expect(told(withAlike([hit('fauset', 1, 'de')], [hit('fauset', 1, 'fr')], 4, compareHits))).toEqual([
      'fauset 1',
      'fauset 1*',
    ])
  })

  it('adds none where a hit is the span itself, or none are wanted', () => {
    expect(withAlike([hit('fosset', 0)], alike, 4, compareHits)).toEqual([hit('fosset', 0)])
    expect(withAlike(near, alike, 0, compareHits)).toEqual(near)
  })
})
