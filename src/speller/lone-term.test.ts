import { describe, expect, it } from 'vitest'
import type { TermCounts } from './language-model.ts'
import { breaksLoneTerm, respellsLoneTerm } from './lone-term.ts'
import { parseQuery } from './normalise.ts'
import type { Reading } from './types.ts'

const counted = (own: Readonly<Record<string, number>>): TermCounts => ({
  products: 400,
  count: (form) => own[form] ?? 0,
  zipf: () => 0,
})
const read = (typed: string, ...terms: readonly string[]) => ({
  query: parseQuery(typed),
  readings: terms.map((to, from): Reading => ({ from, to: from + 1, terms: to.split(' '), cost: 1 })),
})

describe('a query of a single term', () => {
  it.each<[string, Readonly<Record<string, number>>, boolean]>([
    ['baby gro', {}, true],
    ['baby gro', { 'baby gro': 1 }, false],
    ['baby gro vest', {}, true],
    ['baby gro vest', { 'baby gro': 1 }, false],
    ['baby gro vest', { 'gro vest': 2 }, false],
    ['babygrow', {}, false],
  ])('read as %j, with the counts %j', (to, own, breaks) => {
    const { query, readings } = read('babygro', to)
    expect(breaksLoneTerm(query, readings, counted(own))).toBe(breaks)
    expect(respellsLoneTerm(query, readings)).toBe(!to.includes(' '))
  })

  it('is not a query of two', () => {
    const { query, readings } = read('babygro blue', 'baby gro', 'blue')
    expect(breaksLoneTerm(query, readings, counted({}))).toBe(false)
    expect(respellsLoneTerm(query, readings)).toBe(false)
  })
})
