import { describe, expect, it } from 'vitest'
import { parseQuery } from './normalise.ts'
import { rankNames } from './testing/rank-names.ts'
import {
  breakReadings,
  breaksOf,
  maxReadings,
  misspelledBreakReadings,
  misspelledParts,
  type ReadingFacts,
  readingsOf,
  typedReading,
} from './readings.ts'
import { spansOf } from './spans.ts'
import { osaDistance } from './edit-distance.ts'
import type { Name } from './types.ts'

const name = (form: string, count = 5): Name => ({ text: form, form, kind: 'term', count })
const facts = (...known: string[]): ReadingFacts => ({
  isKnown: (term) => known.includes(term),
  spellingCost: (intended, typed) => 3 * osaDistance(intended, typed, 99),
})
const propose = (raw: string, names: readonly Name[], known: readonly string[] = []) => {
  const query = parseQuery(raw)
  const spans = spansOf(query)
  const hits = spans.map((span) => rankNames(span.text, names, 16).filter((hit) => hit.edits <= 2))
  return readingsOf(query, spans, hits, facts(...known)).map(({ from, to, terms, cost }) => [
    from,
    to,
    terms.join(' '),
    cost,
  ])
}

describe('typedReading', () => {
  it('reads a window as it was typed, at no cost', () => {
    const query = parseQuery('Nike 15 Shoes')
    expect(typedReading(query, 1)).toEqual({ from: 1, to: 2, terms: ['15'], cost: 0 })
    expect(typedReading(query, 0, 3)).toEqual({ from: 0, to: 3, terms: ['nike', '15', 'shoes'], cost: 0 })
  })
})

describe('readingsOf', () => {
  it('spells one term another way', () => {
    expect(propose('shose', [name('shoes')])).toEqual([[0, 1, 'shoes', 3]])
  })

  it('breaks a term, and adds the cost of the space', () => {
    expect(propose('redbull', [name('red bull')])).toEqual([[0, 1, 'red bull', 5]])
    expect(propose('redbul', [name('red bull')])).toEqual([[0, 1, 'red bull', 8]])
  })

  it('combines neighbours, at most one edit beside, or two where they are long', () => {
    expect(propose('dish washer', [name('dishwasher')])).toEqual([[0, 2, 'dishwasher', 5]])
    expect(propose('dish wacher', [name('dishwasher')])).toEqual([[0, 2, 'dishwasher', 8]])
    expect(propose('disch wacher', [name('dishwasher')])).toEqual([[0, 2, 'dishwasher', 11]])
    expect(propose('lib bam', [name('lipbalm')])).toEqual([])
  })

  it('drops no term beside one that is as typed, or in another number; letters that belong to it stay', () => {
    expect(propose('vitamin e', [name('vitamin')])).toEqual([])
    expect(propose('usb a cable', [name('usb cable')])).toEqual([])
    expect(propose('kellogg a', [name('kelloggs')])).toEqual([[0, 1, 'kelloggs', 3]])
    expect(propose('light s', [name('lights')])).toContainEqual([0, 2, 'lights', 5])
  })

  it('breaks no term with more than two other letters, which is another word', () => {
    const query = parseQuery('vacuumbag')
    const read = (form: string) => {
      const hits = [rankNames(query.text, [name(form)], 16)]
      return readingsOf(query, [{ from: 0, to: 1, text: query.text }], hits, facts()).map(({ terms }) =>
        terms.join(' '),
      )
    }
    expect(read('vacuum bagle')).toEqual(['vacuum bagle'])
    expect(read('vacuum bagless')).toEqual([])
  })

  it('moves a misplaced space', () => {
    expect(propose('redb ull', [name('red bull')])).toEqual([[0, 2, 'red bull', 5]])
  })

  it.each([
    ['a name that stands there as typed', 'shoes', [name('shoes')], []],
    ['a term of fewer than three letters', 'xl', [name('xs'), name('x l')], []],
    ['the number of a known term', 'shoe', [name('shoes')], ['shoe']],
    ['the singular of a known term whose plural nobody knows', 'shoses', [name('shose')], []],
    ['a frozen term', 'wd41 x200', [name('wd40')], []],
    ['several terms by as many, which one-term windows do', 'redd bull', [name('red bull')], []],
  ])('proposes nothing for %s', (_, raw, names, known) => {
    expect(propose(raw, names, known)).toEqual([])
  })

  it('proposes a last letter that a term which nobody knows may have lost', () => {
    expect(propose('adida', [name('adidas')])).toEqual([[0, 1, 'adidas', 3]])
  })

  it('orders by cost, less for common names, and keeps `maxReadings` per window', () => {
    const names = Array.from({ length: 12 }, (_, i) => name(`shoe${String.fromCharCode(97 + i)}`, i + 1))
    const readings = propose('shoez', [...names, name('shoey', 5000)])
    expect(readings).toHaveLength(maxReadings)
    expect(readings[0]![2]).toBe('shoey')
    expect(readings[1]![2]).toBe('shoel')
  })
})

describe('breaksOf', () => {
  it('breaks a term at every place that leaves two letters on each side', () => {
    expect(breaksOf('lipbalm')).toEqual(['li pbalm', 'lip balm', 'lipb alm', 'lipba lm'])
    expect(breaksOf('abcde')).toEqual(['ab cde', 'abc de'])
    expect(breaksOf('😀😀ab😀')).toEqual(['😀😀 ab😀', '😀😀a b😀'])
  })

  it.each([[''], ['a'], ['abcd']])('does not break %j', (term) => {
    expect(breaksOf(term)).toEqual([])
  })
})

describe('breakReadings', () => {
  const counts: Record<string, number> = { lip: 9, balm: 8, 'lip balm': 5, lipb: 1, alm: 4, li: 2, pbalm: 2 }
  const countOf = (form: string) => counts[form] ?? 0

  it('breaks in two known terms, attested pairs first', () => {
    expect(breakReadings(parseQuery('lipbalm'), 0, { count: countOf, zipf: () => 0 })).toEqual([
      { from: 0, to: 1, terms: ['lip', 'balm'], cost: 5 },
      { from: 0, to: 1, terms: ['li', 'pbalm'], cost: 5 },
    ])
  })

  it('gives at most three, and none of terms counted once', () => {
    const counted = (count: number) => ({ count: () => count, zipf: () => 0 })
    expect(breakReadings(parseQuery('abcdefghij'), 0, counted(2))).toHaveLength(3)
    expect(breakReadings(parseQuery('abcdefghij'), 0, counted(1))).toEqual([])
  })

  it('takes a common word for a part that no title has, and no rare or short one', () => {
    const zipfOf: Readonly<Record<string, number>> = { inches: 4.3, wicker: 3.4, the: 7.7 }
    const facts = {
      count: (form: string) => (form === 'bathroom' ? 9 : 0),
      zipf: (term: string) => zipfOf[term] ?? 0,
    }
    const broken = (text: string) => breakReadings(parseQuery(text), 0, facts).map(({ terms }) => terms.join(' '))
    expect(broken('inchesbathroom')).toEqual(['inches bathroom'])
    expect(broken('wickerbathroom')).toEqual([])
    expect(broken('thebathroom')).toEqual([])
  })
})

describe('a break that hides a misspelling', () => {
  const counts: Record<string, number> = { running: 9, shoes: 8, run: 7 }
  const countOf = (form: string) => counts[form] ?? 0

  it('offers the unknown part with the known one beside it', () => {
    expect(misspelledParts('runningshose', countOf)).toEqual([
      { part: 'ningshose', known: 'run', knownFirst: true },
      { part: 'shose', known: 'running', knownFirst: true },
    ])
    expect(misspelledParts('runingshoes', countOf)).toEqual([
      { part: 'ingshoes', known: 'run', knownFirst: true },
      { part: 'runing', known: 'shoes', knownFirst: false },
    ])
  })

  it('reads the part as a name at one edit, and keeps the order', () => {
    const parts = misspelledParts('runingshoes', countOf)
    const hits = parts.map(({ part }) =>
      rankNames(part, [name('running', 9), name('run ning', 9), name('ruins', 9)], 4),
    )
    expect(misspelledBreakReadings(2, parts, hits, facts())).toEqual([
      { from: 2, to: 3, terms: ['running', 'shoes'], cost: 8 },
    ])
  })

  it('does not take a rare name, one at two edits, or one letter for letter', () => {
    const parts = [{ part: 'runing', known: 'shoes', knownFirst: false }]
    for (const other of [name('running', 2), name('runinnng', 9), name('runing', 9)])
      expect(misspelledBreakReadings(0, parts, [rankNames('runing', [other], 4)], facts())).toEqual([])
  })
})
