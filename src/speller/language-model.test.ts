import { describe, expect, it } from 'vitest'
import { bigramForm, isKnownTerm, lmTerm, logProbability, sentenceStart, type TermCounts } from './language-model.ts'

const countsOf = (table: Record<string, number>, zipf: Record<string, number> = {}, products = 100): TermCounts => ({
  count: (form) => table[form] ?? 0,
  zipf: (term) => zipf[term] ?? 0,
  products,
})

describe('lmTerm', () => {
  it.each([
    ['nike', 'nike'],
    ['15', '0'],
    ['wd40', '0'],
    ['²', '0'],
  ])('puts %j in the class %j', (term, kind) => {
    expect(lmTerm(term)).toBe(kind)
  })
})

describe('bigramForm', () => {
  it('joins classes by a space, and begins at the sentence start', () => {
    expect(bigramForm('iphone', '15')).toBe('iphone 0')
    expect(bigramForm(sentenceStart, 'nike')).toBe('<s> nike')
  })
})

describe('logProbability', () => {
  const counts = countsOf(
    { running: 20, shoes: 30, shoe: 30, 'running shoes': 15, 'running shoe': 1, '<s> running': 12 },
    { shoes: 5, garden: 5 },
  )

  it('prefers an attested pair, then a term of the catalog, then a word of the language, then nothing known', () => {
    const of = (term: string) => logProbability(counts, 'running', term)
    expect(of('shoes')).toBeGreaterThan(of('shoe'))
    expect(of('shoe')).toBeGreaterThan(of('garden'))
    expect(of('garden')).toBeGreaterThan(of('shosqe'))
  })

  it('is finite for a term that nobody knows, in an empty catalog too', () => {
    expect(logProbability(counts, 'running', 'zzqzz')).toBeCloseTo(Math.log(1e-9), 6)
    expect(Number.isFinite(logProbability(countsOf({}, {}, 0), sentenceStart, 'nike'))).toBe(true)
  })

  it('knows how titles begin', () => {
    expect(logProbability(counts, sentenceStart, 'running')).toBeGreaterThan(logProbability(counts, 'shoes', 'running'))
  })

  it('is the same for every number', () => {
    expect(logProbability(counts, 'iphone', '15')).toBe(logProbability(counts, sentenceStart, 'wd40'))
  })

  it('never exceeds 0, however often a pair stands', () => {
    expect(logProbability(countsOf({ a: 1, 'a b': 1e6, b: 10 }, {}, 10), 'a', 'b')).toBeLessThanOrEqual(0)
  })
})

describe('isKnownTerm', () => {
  it.each([
    ['of the catalog', { nike: 1 }, {}, true],
    ['common in the language', {}, { nike: 3 }, true],
    ['too rare in the language', {}, { nike: 2.9 }, false],
    ['of neither', {}, {}, false],
  ])('judges a term %s', (_, table, zipf, known) => {
    expect(isKnownTerm('nike', countsOf(table, zipf))).toBe(known)
  })
})
