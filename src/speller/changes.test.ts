import { describe, expect, it } from 'vitest'
import {
  type Change,
  changesOf,
  coined,
  cutShort,
  explained,
  neighbours,
  intendedSlip,
  oddGain,
  typedCompany,
} from './changes.ts'
import { parseQuery } from './normalise.ts'
import type { Candidate } from './types.ts'

const change = (typed: string, intended: string, cost = 5): Change => ({
  typed: typed.split(' '),
  reading: { from: 0, to: typed.split(' ').length, terms: intended.split(' '), cost },
})
const counts: Record<string, number> = {
  galvanized: 500,
  galvinized: 1,
  rigid: 90,
  ridgid: 270,
  'ridgid&saw': 40,
  saw: 200,
}
const logOf = (term: string) => Math.log((counts[term] ?? 0) + 0.3)

describe('changesOf', () => {
  it('gives the windows that are read otherwise, with the other terms of the candidate', () => {
    const candidate: Candidate = {
      text: 'red lip balm',
      score: 0,
      readings: [
        { from: 0, to: 1, terms: ['red'], cost: 0 },
        { from: 1, to: 2, terms: ['lip', 'balm'], cost: 5 },
      ],
    }
    expect(changesOf(parseQuery('red lipbalm'), candidate)).toEqual([
      { typed: ['lipbalm'], reading: candidate.readings[1], others: ['red'], before: 'red', after: undefined },
    ])
  })
})

describe('explained', () => {
  it('is low for a typed term whose few titles slips of the intended one explain, and high for a word of its own', () => {
    expect(explained(change('galvinized', 'galvanized'), logOf)).toBeLessThan(0)
    expect(explained(change('rigid', 'ridgid'), logOf)).toBeGreaterThan(3)
  })

  it('takes the rarest term of either side, and stays within 12 nats', () => {
    expect(explained(change('saw xyz', 'saws', 30), logOf)).toBe(12)
    expect(explained(change('xyz', 'saw', 0), logOf)).toBeCloseTo(Math.log(0.3) - Math.log(200.3))
  })
})

describe('intendedSlip', () => {
  const rivals = [change('galvinezed', 'galvinized'), change('galvinezed', 'galvanized')].map(({ reading }) => reading)
  const slip = (given: Change, cost: number) => intendedSlip(given, rivals, logOf, () => cost)

  it("finds that a correction is itself a slip of another reading of the window, by the feed's counts", () => {
    expect(slip(change('galvinezed', 'galvinized'), 5)).toBeCloseTo(logOf('galvanized') - 5 - logOf('galvinized') + 6)
    expect(slip(change('galvinezed', 'galvanized'), 5)).toBe(0)
  })

  it('finds nothing where the slip is too dear, or the typed term itself is the rival', () => {
    expect(slip(change('galvinezed', 'galvinized'), 30)).toBe(0)
    expect(slip(change('galvanized', 'galvinized'), 5)).toBe(0)
  })
})

describe('neighbours', () => {
  it('adds what both sides attest, and nothing at the ends of a query', () => {
    const seen: Record<string, number> = { 'red lip': 3, 'balm 0': 1 }
    const facts = { count: (form: string) => seen[form] ?? 0, zipf: () => 0, products: 10 }
    expect(neighbours(['lip', 'balm'], 'red', '30', facts)).toBeCloseTo(Math.log(4) + Math.log(2))
    expect(neighbours(['lip', 'balm'], 'red', undefined, facts)).toBeCloseTo(Math.log(4))
    expect(neighbours(['lip'], undefined, undefined, facts)).toBe(0)
  })
})

describe('cutShort', () => {
  it.each([
    ['batt', 'battery', 3],
    ['hardw', 'hardware', 3],
    ['l', 'lighting', 5],
    ['shoe', 'shoes', 0],
    ['bat', 'cat', 0],
  ])('of %s for %s is %d', (typed, intended, letters) => {
    expect(cutShort(change(typed, intended))).toBe(letters)
  })
})

describe('typedCompany', () => {
  it('is neutral for terms that the catalog does not know', () => {
    const facts = { count: (form: string) => counts[form] ?? 0, zipf: () => 0, products: 1000 }
    const of = (typed: string) =>
      typedCompany({ ...change(typed, 'x'), others: ['saw'], before: undefined, after: 'saw' }, facts).mean
    expect(of('rigidd')).toBe(0)
    expect(of('ridgid')).toBeLessThan(0)
    expect(of('rigid')).toBeLessThan(of('ridgid'))
  })
})

describe('oddGain and coined', () => {
  it('compare how usual the letters are, in nats a letter', () => {
    const letters = { surprise: (term: string) => ({ mean: term === 'tbricks' ? 3.5 : 2, most: 4 }) }
    expect(oddGain(change('tbricks', 'bricks'), letters)).toBeCloseTo(1.5)
  })

  it('compare what a slip costs with what a coinage costs, for one term read as one', () => {
    expect(coined(change('maax', 'max', 8), () => 5)).toBe(11)
    expect(coined(change('maax', 'max', 1), () => 20)).toBe(0)
    expect(coined(change('lipbalm', 'lip balm', 8), () => 1)).toBe(0)
  })
})
