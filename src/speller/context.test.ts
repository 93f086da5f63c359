import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { countBucket, isExact, selectContext } from './context.ts'
import { parseQuery } from './normalise.ts'
import { rankNames } from './testing/rank-names.ts'
import { spansOf } from './spans.ts'
import type { Name } from './types.ts'

const name = (form: string, count = 5, kind: Name['kind'] = 'term'): Name => ({ text: form, form, kind, count })
const catalog = [
  name('nike', 40, 'brand'),
  name('shoes', 60),
  name('running', 30),
  name('ruining', 1),
  name('red bull', 9, 'brand'),
  name('red', 20),
  name('ball', 8),
  name('bull', 3),
]
const contextOf = (raw: string, k: number, names: readonly Name[] = catalog) => {
  const spans = spansOf(parseQuery(raw))
  const hits = spans.map((span) => rankNames(span.text, names, 16).filter((hit) => hit.edits <= 2))
  return selectContext(spans, hits, k).map((found) => found.form)
}

describe('selectContext', () => {
  it('puts what an unknown term resembles before names that confirm known terms', () => {
    const context = contextOf('nike runing shoes', 16)
    expect(context[0]).toBe('running')
    expect(context).toEqual(expect.arrayContaining(['nike', 'shoes', 'ruining']))
    expect(context.indexOf('running')).toBeLessThan(context.indexOf('nike'))
  })

  it('puts a joined or split form first', () => {
    expect(contextOf('redbull', 2)[0]).toBe('red bull')
    expect(contextOf('nike shoes', 1, [...catalog, name('nikeshoes', 2)])).toEqual(['nikeshoes'])
  })

  it('confirms terms as typed before near neighbours of known terms', () => {
    const context = contextOf('red ball', 16)
    expect(context.indexOf('ball')).toBeLessThan(context.indexOf('bull'))
    expect(context.indexOf('red')).toBeLessThan(context.indexOf('bull'))
  })

  it('gives no names for k 0, and none without hits', () => {
    expect(contextOf('nike runing shoes', 0)).toEqual([])
    expect(contextOf('nike', 16, [])).toEqual([])
    expect(selectContext([], [], 16)).toEqual([])
  })

  it('names each form once and at most k, and a smaller k is a head of a larger one', () => {
    const words = fc.constantFrom('nike', 'runing', 'red', 'bull', 'redbull', 'shose', 'bal')
    fc.assert(
      fc.property(fc.array(words, { minLength: 1, maxLength: 6 }), fc.nat({ max: 16 }), (terms, k) => {
        const context = contextOf(terms.join(' '), k)
        expect(new Set(context).size).toBe(context.length)
        expect(context.length).toBeLessThanOrEqual(k)
        expect(contextOf(terms.join(' '), 16).slice(0, k)).toEqual(context)
      }),
    )
  })
})

describe('isExact', () => {
  const span = { from: 0, to: 1, text: 'redbull' }
  const hit = (form: string, edits: number) => ({ name: name(form), edits, score: 1 })

  it('wants the same letters and the same spaces', () => {
    expect(isExact(span, hit('redbull', 0))).toBe(true)
    expect(isExact(span, hit('red bull', 0))).toBe(false)
    expect(isExact(span, hit('redbulls', 1))).toBe(false)
    expect(isExact(span, undefined)).toBe(false)
  })
})

describe('countBucket', () => {
  it.each([
    [0, 0],
    [1, 0],
    [3, 0],
    [4, 1],
    [15, 1],
    [16, 2],
    [16_383, 6],
    [16_384, 7],
    [2 ** 40, 7],
  ])('puts a count of %i in bucket %i', (count, bucket) => {
    expect(countBucket(count)).toBe(bucket)
  })
})
